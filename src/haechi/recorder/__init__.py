"""The recorder process of zone 3: SIP, media workers, finishing, orphans (docs/calls.md). No Django."""
