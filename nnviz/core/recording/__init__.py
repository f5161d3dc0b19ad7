"""Networks and training steps of other programs: layers, weights, a recorded step compared."""
