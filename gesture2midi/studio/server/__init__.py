"""Who is served, and how."""
