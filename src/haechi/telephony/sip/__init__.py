"""Signalling: call legs, the call in the path, SIPREC."""
