"""The study: the paper's five tasks on a home and its log, with baselines, judges apart, and one report."""
