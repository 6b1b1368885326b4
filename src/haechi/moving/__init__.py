"""An institution leaves or arrives: export, import, destruction and its certificate (HL-8, ALL-3).

The file's format is docs/export-format.md; why it is so, docs/adr/015.
"""
