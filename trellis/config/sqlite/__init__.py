"""Django's SQLite backend, in which writers wait for their turn in a queue instead of trying again and again."""
