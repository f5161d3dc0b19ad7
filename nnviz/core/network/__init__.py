"""Network: values, layers and operations, as they are named."""
