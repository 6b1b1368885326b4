"""Sealed containers (.hrc): what arrived of a call, packet by packet, readable only with its key."""
