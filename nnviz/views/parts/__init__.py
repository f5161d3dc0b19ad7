"""Parts the window is put together from: each makes some views and does what commands ask of them."""
