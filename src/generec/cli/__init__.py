"""The command line: each verb calls one method of the library and prints what it returns."""

from generec.cli.main import main

__all__ = ["main"]
