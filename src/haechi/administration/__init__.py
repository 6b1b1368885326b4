"""What an administrator changes of the institution: its form, texts, channels, days and affiliates.

Each service is one transaction and one row in the trail. None of them opens a report (ALL-2, HL-3, HL-8,
HL-12). What concerns officers and the desk is in `staff`.
"""
