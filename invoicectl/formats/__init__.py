"""Bank files to neutral payment records."""
