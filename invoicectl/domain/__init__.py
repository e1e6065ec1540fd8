"""Pure rules and frozen records: no clock, file, socket, SQL or randomness."""
