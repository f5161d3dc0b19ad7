"""Questions about one operation of a run, with answers and wrong answers made from the program."""
