"""Reading out experiments: whether viewers were split as planned, and which arm is better, at any time."""
