"""Editing of data: drafts of data sets, cells of a batch, matrices as text."""
