"""Calls made of legs and media: in the path (notice, connection, recording) and SIPREC.

`service.CallService` gives each new call to `in_path.InPathCall` or `siprec.SiprecCall` and brings them what
legs and the media engine tell. What a call leaves is handed over by `surroundings.Surroundings.finished`.
"""
