"""Reports with a name (공익신고) and by a lawyer for an unnamed client: forms in steps, no cookie."""
