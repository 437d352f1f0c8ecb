"""Rights, the generation switch and budgets."""
