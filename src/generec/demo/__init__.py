"""The sample world: made by code, from openly licensed pictures and clips."""
