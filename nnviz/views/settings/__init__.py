"""The settings of the program, as far as they are not in the View menu."""

from nnviz.views.settings.dialog import SettingsDialog

__all__ = ["SettingsDialog"]
