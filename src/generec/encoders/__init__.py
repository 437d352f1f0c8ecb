"""Pictures and words to unit vectors."""
