"""The settings file: typed models, YAML with line numbers, secrets."""
