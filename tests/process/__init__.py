"""What only a real process can show: start-up, exit statuses, the built wheel."""
