"""The letters of every document: Inter, cut in blocks at build time, and the class that embeds it."""
