"""Haechi (해치): an integrity platform for Korean public institutions."""

__version__ = "0.1.0"
