"""From a file to plain facts: one kind of file a module, recognised by content. Nothing here touches the database."""
