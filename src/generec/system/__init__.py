"""The loop: what opens a home and answers a request."""

from generec.system.generec import GeneRec

__all__ = ["GeneRec"]
