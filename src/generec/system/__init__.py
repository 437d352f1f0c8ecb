"""The loop: what opens a home and answers a request."""
