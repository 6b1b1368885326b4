"""The catalogue of calls: lines, switching on, designations, keys of days, grants, destruction (docs/calls.md).

The recorder knows no database: what it may do is written for it (`plan`), what it left is taken in (`intake`).
"""
