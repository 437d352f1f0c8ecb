"""Simulated viewers use the whole real system, day after day.

Two sides that never meet: `people` holds what viewers are like, and runs in a process of its own; all other
modules drive the system, and see of the people what their hands and words do. `messages` is what passes
between them.
"""
