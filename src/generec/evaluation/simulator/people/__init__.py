"""The people: hidden tastes, and how they react to what they are shown.

Runs in a process of its own (`python -m generec.evaluation.simulator.people`). Nothing of the
system is imported here, and nothing here is imported by what drives the system.
"""
