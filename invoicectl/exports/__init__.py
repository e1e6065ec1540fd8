"""The books in the formats of other programs: values in, lines of text out."""
