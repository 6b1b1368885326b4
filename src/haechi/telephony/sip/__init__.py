"""SIP over UDP: messages, transactions, dialogs, and the calls made of them (RFC 3261; docs/adr/023).

`endpoint.Endpoint` is the one who listens; a dialog is a `leg.CallLeg` that tells what happens by the events
of `events`. Whatever is above them knows no message of SIP. Nothing here asks a name of DNS, and no log
line holds a number.
"""
