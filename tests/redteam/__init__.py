"""Bad drafts, wishes and files made by code, with the outcome each must get, and clean near-misses."""
