"""One told story of a fictional system, built only through actions."""
