"""How fast the house is, measured against its budgets: ``make bench``."""
