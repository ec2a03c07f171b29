"""England's organisations: regions, boards, locations, localities, networks, practices, memberships and list sizes, all with dates."""
