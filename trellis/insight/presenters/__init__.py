"""The room in words and rows, as plain values; a subject a file."""
