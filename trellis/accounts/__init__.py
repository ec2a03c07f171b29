"""People and how they sign in. No roles: those are in access."""
