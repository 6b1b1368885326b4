"""The duty officer's side of a report: inbox, opening, status, result, notes, merging, search."""
