"""Lessons: Markdown files that lead through a run, step by step, and the claims they put to the judge."""
