"""What an institution hangs up and hands out so that people find its report form (HL-9)."""
