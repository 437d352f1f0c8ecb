"""What another policy would have been worth, from choices that were logged with their probabilities."""
