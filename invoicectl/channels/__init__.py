"""Ways out of the house: one message to one recipient."""
