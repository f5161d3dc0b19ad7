"""Bookmarks on screen: set, named in place, listed in the menu and in a small list."""

from nnviz.views.bookmarks.bookmarks import Bookmarks

__all__ = ["Bookmarks"]
