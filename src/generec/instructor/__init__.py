"""Words and behaviour to guidance."""
