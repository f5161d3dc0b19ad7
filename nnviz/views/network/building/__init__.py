"""Building the network where it is drawn: bar, plus, menus, drag of a layer."""
