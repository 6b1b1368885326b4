"""Practice days (가상 신고): the steps of a real report, in tables of their own (HL-10, adr/019)."""
