"""Rows, blobs and vectors, each behind one small interface, the backend chosen by URL."""
