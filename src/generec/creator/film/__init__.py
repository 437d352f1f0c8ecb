"""Micro-videos out of segments of many videos, after a storyboard."""
