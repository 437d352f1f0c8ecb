"""Metrics with their sources: pure functions from arrays to values for each viewer, picture or sample."""
