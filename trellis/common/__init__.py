"""Dates and transition tables. Django and the standard library only."""
