"""Cases that whoever writes a check may look at and tune on."""
