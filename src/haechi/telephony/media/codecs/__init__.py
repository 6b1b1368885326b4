"""Sound of RTP payloads: G.711 and G.722 to and from 16-bit samples."""
