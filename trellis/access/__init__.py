"""Who may do what: roles, appointments in an organisation, and the permission backend that answers."""
