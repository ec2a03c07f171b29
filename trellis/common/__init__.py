"""Dates, transition tables, what a process remembers. Django and the standard library only."""
