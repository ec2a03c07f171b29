"""Settings, addresses and the console script. Not a room: no models, imported by nobody."""
