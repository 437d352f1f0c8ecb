"""What there is to make things of: footage and pictures that show what was asked for."""
