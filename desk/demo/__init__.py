"""One bundled day in the offices' real formats, and a small server that plays the offices; all names are invented."""
