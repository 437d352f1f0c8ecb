"""Rows, blobs and vectors, each behind one small interface, the backend chosen by URL."""

from generec.store.opening import open_blobs, open_features, open_rows, open_vectors

__all__ = ["open_blobs", "open_features", "open_rows", "open_vectors"]
