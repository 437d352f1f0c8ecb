"""Model files: what each is, where it comes from, and sessions that run it."""
