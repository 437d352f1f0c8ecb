"""Titles, cards and drawings of facts: type and shapes that move."""
