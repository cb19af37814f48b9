"""What the pages know and ask, without a word of HTML."""
