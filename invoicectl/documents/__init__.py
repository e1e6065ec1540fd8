"""Domain object to final bytes: PDF, e-mail text, wording."""
