"""A request for a recording as its applicant files and follows it; the office decides in `disclosures`.

Nothing here knows an officer's private key, the catalogue, or a recording (docs/adr/024).
"""
