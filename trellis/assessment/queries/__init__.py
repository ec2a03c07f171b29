"""Every read of the room that crosses a file, a subject a file; scoped to what the person may see."""
