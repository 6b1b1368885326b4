"""The command line: `haechi …`, and what `./run` and `./test` start with."""
