"""Everything that is done to words: summaries, plainer wording, headlines, and the facts in them."""
