"""Controls that every view may use; each follows the theme by itself."""

from nnviz.views.controls.buttons import IconButton, PillButton, TransportButton, Unfold
from nnviz.views.controls.choice_field import ChoiceField
from nnviz.views.controls.dock_title import DockTitle
from nnviz.views.controls.form_row import FormRow
from nnviz.views.controls.labels import ElidedLabel, Hairline, Label, SectionHeading
from nnviz.views.controls.menus import Menu
from nnviz.views.controls.number_field import NumberField
from nnviz.views.controls.pages import Card, Panel
from nnviz.views.controls.segmented_control import SegmentedControl
from nnviz.views.controls.speed_slider import SpeedSlider

__all__ = [
    "Card",
    "ChoiceField",
    "DockTitle",
    "ElidedLabel",
    "FormRow",
    "Hairline",
    "IconButton",
    "Label",
    "Menu",
    "NumberField",
    "Panel",
    "PillButton",
    "SectionHeading",
    "SegmentedControl",
    "SpeedSlider",
    "TransportButton",
    "Unfold",
]
