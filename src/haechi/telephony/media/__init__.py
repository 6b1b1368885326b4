"""Media engines behind one port: relay, notices, DTMF, recording."""
