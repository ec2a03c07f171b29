"""Rounds, returned workbooks, answers and positions."""
