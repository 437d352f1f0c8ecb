"""GeneRec: a recommender that can make what it cannot find."""

__version__ = "0.1.0"
