"""Statutory time: holidays, periods and clocks as Korean law counts them. Pure, no Django."""
