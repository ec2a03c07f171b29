"""How facts are laid beside what the register knows: part of the actions, in their transaction."""
