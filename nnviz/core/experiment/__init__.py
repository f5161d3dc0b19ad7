"""The experiment: the whole recipe of a run, its parts, their validation and edits."""
