"""What a mapping file may say."""
