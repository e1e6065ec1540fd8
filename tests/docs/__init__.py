"""Pages that a reader follows are followed here, command by command."""
