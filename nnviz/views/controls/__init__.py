"""Controls that every view may use; each follows the theme by itself."""

from nnviz.views.controls.card import Card
from nnviz.views.controls.choice_field import ChoiceField
from nnviz.views.controls.dock_title import DockTitle
from nnviz.views.controls.elided_label import ElidedLabel
from nnviz.views.controls.form_row import FormRow
from nnviz.views.controls.hairline import Hairline
from nnviz.views.controls.icon_button import IconButton
from nnviz.views.controls.label import Label
from nnviz.views.controls.menu import Menu
from nnviz.views.controls.number_field import NumberField
from nnviz.views.controls.panel import Panel
from nnviz.views.controls.pill_button import PillButton
from nnviz.views.controls.section_heading import SectionHeading
from nnviz.views.controls.segmented_control import SegmentedControl
from nnviz.views.controls.speed_slider import SpeedSlider
from nnviz.views.controls.transport_button import TransportButton
from nnviz.views.controls.unfold import Unfold

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
