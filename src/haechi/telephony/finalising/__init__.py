"""From packets to sound: sealed containers become one stereo file each (docs/calls.md)."""
