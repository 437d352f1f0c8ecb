"""What a film tells beside its footage: facts, how they are shown, and a voice."""
