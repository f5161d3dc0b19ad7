"""Reading and writing of files: regular ones only, bounded, whole or not at all."""
