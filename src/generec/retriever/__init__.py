"""Candidates and ranking over what there is."""
