"""A run: training, positions in time, frames, histories and what is read off them."""
