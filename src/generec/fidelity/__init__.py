"""The checks, the gate that applies them, and the seal that marks what passed."""
