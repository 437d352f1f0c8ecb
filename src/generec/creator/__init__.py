"""Makes what the corpus does not have, out of what it has."""
