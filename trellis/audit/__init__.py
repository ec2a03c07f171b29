"""What happened, who did it and when: append-only, each event sealed by the hash of the one before."""
