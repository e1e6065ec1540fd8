"""The letters of every document: Inter, cut in blocks at build time, and how it is embedded."""
