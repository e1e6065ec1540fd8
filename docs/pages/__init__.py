"""One module a reference page: each has `page()`, which reads the code and returns Markdown."""
