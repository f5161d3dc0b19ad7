"""The mathematics: experiments, the list of operations, time. Knows no Qt."""
