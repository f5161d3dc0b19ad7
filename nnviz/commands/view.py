"""The View menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
VIEW: tuple[Command, ...] = (
    Command(
        "quantity", "View", _("Weights or gradients"), lambda w: w.toggle_quantity(), ("G",),
        _("Choose the quantity shown by the edges of the network")
    ),
    Command(
        "surface_subject", "View", _("Output or selected unit"), lambda w: w.charts.switch_surface("subject"),
        ("Ctrl+Alt+U",), _("Choose what the panel Output shows over the inputs"), group=1
    ),
    Command(
        "surface_points", "View", _("Training or test examples"), lambda w: w.charts.switch_surface("points"),
        ("Ctrl+Alt+E",), _("Choose the examples in the panel Output: both, training or test"), group=1
    ),
    Command(
        "surface_smooth", "View", _("Continuous or decision "
                                    "only"), lambda w: w.charts.switch_surface("smooth"),
        ("Ctrl+Alt+D",), _("Show the output continuously, or only the predicted class"), group=1
    ),
    Command(
        "chart_loss", "View", _("Loss or accuracy"), lambda w: w.charts.switch("loss"), ("Ctrl+Alt+1",),
        _("What the panel Loss shows"), group=1
    ),
    Command(
        "chart_gradients", "View", _("Gradients: lines, heat map or ratio"),
        lambda w: w.charts.switch("gradients"), ("Ctrl+Alt+2",),
        _("How the panel Gradient magnitude shows them"), group=1
    ),
    Command(
        "chart_time", "View", _("Distributions now or over time"),
        lambda w: w.charts.switch("activations"), ("Ctrl+Alt+3",),
        _("What the panel Activations shows"), group=1
    ),
    Command(
        "chart_quantity", "View", _("Distributions of a, W or ∂W"),
        lambda w: w.charts.switch("activations", 0), ("Ctrl+Alt+4",),
        _("Choose the values whose distribution the panel Activations shows"), group=1
    ),
    Command(
        "health", "View", _("Training health badges"), lambda w: w.toggle_health(), ("Ctrl+H",),
        _("Mark units and layers that are dead, saturated, vanishing or exploding"), group=1,
        checkable=True
    ),
    Command("light", "View", _("Light"), lambda w: w.appearance.set_theme("light"), group=2, checkable=True),
    Command("dark", "View", _("Dark"), lambda w: w.appearance.set_theme("dark"), group=2, checkable=True),
    Command(
        "system", "View", _("System"), lambda w: w.appearance.set_theme("system"), group=2,
        checkable=True
    ),
    Command(
        "presenter", "View", _("Presentation mode (150 %)"), lambda w: w.appearance.toggle_presenter(),
        ("Ctrl+Shift+P",), _("Enlarge the whole interface for a projector"), group=3, checkable=True
    ),
    Command(
        "zoom_in", "View", _("Zoom in"), lambda w: w.appearance.zoom(1), ("Ctrl++", "Ctrl+="),
        _("Enlarge the whole interface by one step, up to twice the size"), group=3
    ),
    Command(
        "zoom_out", "View", _("Zoom out"), lambda w: w.appearance.zoom(-1), ("Ctrl+-",),
        _("Shrink the whole interface by one step"), group=3
    ),
    Command(
        "zoom_reset", "View", _("Original size"), lambda w: w.appearance.zoom(0), ("Ctrl+Alt+0",),
        _("The whole interface in its original size"), group=3
    ),
    Command(
        "stage", "View", _("Stage"), lambda w: w.appearance.toggle_stage(), ("F10",),
        _("Network and Explain alone, as large as the screen allows, for a class"), group=3, checkable=True
    ),
    Command(
        "charts", "View", _("Collapse charts"), lambda w: w.fold_charts(), ("Ctrl+Alt+C",),
        _("Collapse the charts to their titles, or expand them"), group=3
    ),
    Command(
        "animation", "View", _("Show animations"), lambda w: w.appearance.toggle_animation(), ("Ctrl+M",),
        _("Animate numbers along the edges when stepping and at low speed"), group=3, checkable=True
    ),
    Command(
        "full_screen", "View", _("Full screen"), lambda w: w.appearance.toggle_full_screen(), ("F11",),
        group=3, checkable=True
    ),
    Command(
        "restore_layout", "View", _("Restore the layout"), lambda w: w.restore_layout(), ("Ctrl+0",),
        _("Move all panels back to their default places"), group=4
    ),
)
# fmt: on
