"""Arrays of a run: parameters, data, frames."""
