"""What the code may look like: layers, start-up, files, commands."""
