"""Bank files: bytes in, checked payments out; a file with one fault gives nothing at all."""
