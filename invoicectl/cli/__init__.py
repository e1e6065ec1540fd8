"""Commands: parse, call one flow or query, show the answer."""
