"""Data sets, features and the random streams they are sampled from."""
