"""What the returns say: counts, sentences, queries, and the report."""
