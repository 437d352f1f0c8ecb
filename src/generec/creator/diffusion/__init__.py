"""A creator that was trained on a home's own videos: short clips out of noise (extra `diffusion`)."""
