"""Forms, a subject a file."""
