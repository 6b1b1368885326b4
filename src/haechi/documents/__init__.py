"""Papers: one `Document` of words, tables and charts; a writer for PDF and one for HWPX. Knows no Django."""
