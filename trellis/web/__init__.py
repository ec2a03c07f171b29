"""The front door: home, search, error pages."""
