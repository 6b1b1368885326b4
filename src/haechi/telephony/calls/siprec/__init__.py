"""SIPREC: an SBC sends copies of both streams and says whose they are (RFC 7866, RFC 7865)."""
