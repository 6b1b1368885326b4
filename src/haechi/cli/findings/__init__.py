"""What `haechi doctor` looks for, a module a field; each check yields findings and changes nothing."""
