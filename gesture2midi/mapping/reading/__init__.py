"""From a file to a document that knows the line of every word."""
