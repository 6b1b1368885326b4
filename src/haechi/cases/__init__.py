"""Public-interest reports (공익신고): tables, sealing, the state machine, intake, the reporter's side."""
