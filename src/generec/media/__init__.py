"""Everything that touches pixels and sound."""
