"""The program: the operations of one training iteration, bound to arrays."""
