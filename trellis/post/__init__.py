"""Letters to people: written with the change they tell of, sent after it, and never lost in between."""
