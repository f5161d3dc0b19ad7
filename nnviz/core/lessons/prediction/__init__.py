"""Prediction in class: what is hidden before it is guessed, questions about it, and guesses."""
