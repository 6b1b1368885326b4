"""Pages of calls: the catalogue, switching on, lines, notices, who is responsible."""
