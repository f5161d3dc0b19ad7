"""Exports of a run: programs, histories, worksheets."""
