"""Repurposes existing items for a viewer."""
