"""Folders, tables and logs to items, features, vectors and events."""

from generec.ingest.pipeline import Ingest, IngestConfig, IngestReport

__all__ = ["Ingest", "IngestConfig", "IngestReport"]
