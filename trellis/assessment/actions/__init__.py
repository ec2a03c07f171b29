"""Every write of the room, a subject a file. Views, commands, the demo and the tests call these and nothing else."""
