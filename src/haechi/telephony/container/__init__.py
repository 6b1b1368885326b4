"""The container a call is recorded into: sealed chunks, chained, truncation seen."""
