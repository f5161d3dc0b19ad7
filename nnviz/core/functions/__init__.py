"""Functions of a network: activations, losses, optimizers, initializers, and the arrays they are bound to."""
