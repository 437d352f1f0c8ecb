"""Digests: one text out of the sentences of several articles."""
