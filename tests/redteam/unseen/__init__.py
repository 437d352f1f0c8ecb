"""Cases that nobody who writes a check opens: what a check does on these is what it can do."""
