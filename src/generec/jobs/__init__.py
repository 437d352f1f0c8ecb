"""Work that takes longer than a blink."""
