"""A mapping as one page to print."""
