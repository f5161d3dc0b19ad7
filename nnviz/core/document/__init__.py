"""Documents: an experiment with its notes and run, as one file holds them."""
