"""The pages: what they cost the music, and what grows."""
