"""The pages and downloads of the room."""
