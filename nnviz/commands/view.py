"""The View menu."""

from __future__ import annotations

from nnviz.commands.command import Command
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

# fmt: off  (a row is a row)
VIEW: tuple[Command, ...] = (
    Command(
        "quantity", "View", QT_TRANSLATE_NOOP("actions", "Weights or gradients"),
        lambda w: w.toggle_quantity(), ("G",),
        QT_TRANSLATE_NOOP("actions", "Choose the quantity shown by the edges of the network")
    ),
    Command(
        "chain", "View", QT_TRANSLATE_NOOP("actions", "Full chain"), lambda w: w.toggle_chain(),
        ("Ctrl+Alt+G", "X"),
        QT_TRANSLATE_NOOP(
            "actions", "Every factor from the loss back to the selected weight or bias, its path highlighted"
        )
    ),
    Command(
        "surface_subject", "View", QT_TRANSLATE_NOOP("actions", "Output or selected unit"),
        lambda w: w.charts.switch_surface("subject"), ("Ctrl+Alt+U",),
        QT_TRANSLATE_NOOP("actions", "Choose what the panel Output shows over the inputs"), group=1
    ),
    Command(
        "surface_points", "View", QT_TRANSLATE_NOOP("actions", "Training or test examples"),
        lambda w: w.charts.switch_surface("points"), ("Ctrl+Alt+E",),
        QT_TRANSLATE_NOOP("actions", "Choose the examples in the panel Output: both, training or test"),
        group=1
    ),
    Command(
        "surface_smooth", "View", QT_TRANSLATE_NOOP("actions", "Continuous or decision only"),
        lambda w: w.charts.switch_surface("smooth"), ("Ctrl+Alt+D",),
        QT_TRANSLATE_NOOP("actions", "Show the output continuously, or only the predicted class"), group=1
    ),
    Command(
        "chart_loss", "View", QT_TRANSLATE_NOOP("actions", "Loss or accuracy"),
        lambda w: w.charts.switch("loss"), ("Ctrl+Alt+1",),
        QT_TRANSLATE_NOOP("actions", "What the panel Loss shows"), group=1
    ),
    Command(
        "chart_gradients", "View", QT_TRANSLATE_NOOP("actions", "Gradients: lines, heat map or ratio"),
        lambda w: w.charts.switch("gradients"), ("Ctrl+Alt+2",),
        QT_TRANSLATE_NOOP("actions", "How the panel Gradient magnitude shows them"), group=1
    ),
    Command(
        "chart_time", "View", QT_TRANSLATE_NOOP("actions", "Distributions now or over time"),
        lambda w: w.charts.switch("activations"), ("Ctrl+Alt+3",),
        QT_TRANSLATE_NOOP("actions", "What the panel Activations shows"), group=1
    ),
    Command(
        "chart_quantity", "View", QT_TRANSLATE_NOOP("actions", "Distributions of a, W or ∂W"),
        lambda w: w.charts.switch("activations", 0), ("Ctrl+Alt+4",),
        QT_TRANSLATE_NOOP("actions", "Choose the values whose distribution the panel Activations shows"),
        group=1
    ),
    Command(
        "health", "View", QT_TRANSLATE_NOOP("actions", "Training health badges"), lambda w: w.toggle_health(),
        ("Ctrl+H",),
        QT_TRANSLATE_NOOP(
            "actions", "Mark units and layers that are dead, saturated, vanishing or exploding"
        ),
        group=1, checkable=True
    ),
    Command(
        "light", "View", QT_TRANSLATE_NOOP("actions", "Light"), lambda w: w.appearance.set_theme("light"),
        group=2, checkable=True
    ),
    Command(
        "dark", "View", QT_TRANSLATE_NOOP("actions", "Dark"), lambda w: w.appearance.set_theme("dark"),
        group=2, checkable=True
    ),
    Command(
        "system", "View", QT_TRANSLATE_NOOP("actions", "System"), lambda w: w.appearance.set_theme("system"),
        group=2, checkable=True
    ),
    Command(
        "presenter", "View", QT_TRANSLATE_NOOP("actions", "Presentation mode (150 %)"),
        lambda w: w.appearance.toggle_presenter(), ("Ctrl+Shift+P",),
        QT_TRANSLATE_NOOP("actions", "Enlarge the whole interface for a projector"), group=3, checkable=True
    ),
    Command(
        "zoom_in", "View", QT_TRANSLATE_NOOP("actions", "Zoom in"), lambda w: w.appearance.zoom(1),
        ("Ctrl++", "Ctrl+="),
        QT_TRANSLATE_NOOP("actions", "Enlarge the whole interface by one step, up to twice the size"), group=3
    ),
    Command(
        "zoom_out", "View", QT_TRANSLATE_NOOP("actions", "Zoom out"), lambda w: w.appearance.zoom(-1),
        ("Ctrl+-",), QT_TRANSLATE_NOOP("actions", "Shrink the whole interface by one step"), group=3
    ),
    Command(
        "zoom_reset", "View", QT_TRANSLATE_NOOP("actions", "Original size"), lambda w: w.appearance.zoom(0),
        ("Ctrl+Alt+0",), QT_TRANSLATE_NOOP("actions", "The whole interface in its original size"), group=3
    ),
    Command(
        "stage", "View", QT_TRANSLATE_NOOP("actions", "Stage"), lambda w: w.appearance.toggle_stage(),
        ("F10",),
        QT_TRANSLATE_NOOP("actions", "Network and Explain alone, as large as the screen allows, for a class"),
        group=3, checkable=True
    ),
    Command(
        "charts", "View", QT_TRANSLATE_NOOP("actions", "Collapse charts"), lambda w: w.fold_charts(),
        ("Ctrl+Alt+C",), QT_TRANSLATE_NOOP("actions", "Collapse the charts to their titles, or expand them"),
        group=3
    ),
    Command(
        "animation", "View", QT_TRANSLATE_NOOP("actions", "Show animations"),
        lambda w: w.appearance.toggle_animation(), ("Ctrl+M",),
        QT_TRANSLATE_NOOP("actions", "Animate numbers along the edges when stepping and at low speed"),
        group=3, checkable=True
    ),
    Command(
        "full_screen", "View", QT_TRANSLATE_NOOP("actions", "Full screen"),
        lambda w: w.appearance.toggle_full_screen(), ("F11",), group=3, checkable=True
    ),
    Command(
        "restore_layout", "View", QT_TRANSLATE_NOOP("actions", "Restore the layout"),
        lambda w: w.restore_layout(), ("Ctrl+0",),
        QT_TRANSLATE_NOOP("actions", "Move all panels back to their default places"), group=4
    ),
)
# fmt: on
