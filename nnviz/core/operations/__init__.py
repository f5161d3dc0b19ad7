"""Operations of a training iteration: what values there are, and one rule for every kind of operation."""
