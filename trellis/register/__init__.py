"""England's organisations, from regions to practices, with the dates of their memberships and list sizes."""
