"""One settings module a process kind; every value an operator may set is an environment variable."""
