"""Messages between a reporter and the institution, in the order they were written (HL-4, HL-7)."""
