"""Migrations of the rows, run by Alembic when a database is opened."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""Every version of the tables that this GeneRec knows, oldest first."""

HEAD = REVISIONS[-1]
