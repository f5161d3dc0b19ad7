"""Building the network where it is drawn: what appears over its columns, its menus, and how it changes."""

from nnviz.views.network.building.tools import BuildingTools
from nnviz.views.network.building.transition import Transition

__all__ = ["BuildingTools", "Transition"]
