"""The View menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
VIEW: tuple[Command, ...] = (
    Command(
        "quantity", "View", _("Weights or gradients"), lambda w: w.toggle_quantity(), ("G",),
        _("What the edges of the network show")
    ),
    Command(
        "surface_subject", "View", _("Output or selected unit"), lambda w: w.charts.switch_surface("subject"),
        ("Ctrl+Alt+U",), _("What the panel Output shows over the inputs"), group=1
    ),
    Command(
        "surface_points", "View", _("Training or test examples"), lambda w: w.charts.switch_surface("points"),
        ("Ctrl+Alt+E",), _("Which examples the panel Output shows: both, training, test"), group=1
    ),
    Command(
        "surface_smooth", "View", _("Smooth or decision only"), lambda w: w.charts.switch_surface("smooth"),
        ("Ctrl+Alt+D",), _("How the panel Output shows the answers: how clearly, or which class"), group=1
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
        _("Whose distribution the panel Activations shows"), group=1
    ),
    Command(
        "health", "View", _("Health marks"), lambda w: w.toggle_health(), ("Ctrl+H",),
        _("Signs at units and layers that are dead, saturated, vanishing or exploding"), group=1,
        checkable=True
    ),
    Command("light", "View", _("Light"), lambda w: w.appearance.set_theme("light"), group=2, checkable=True),
    Command("dark", "View", _("Dark"), lambda w: w.appearance.set_theme("dark"), group=2, checkable=True),
    Command(
        "system", "View", _("Like the desktop"), lambda w: w.appearance.set_theme("system"), group=2,
        checkable=True
    ),
    Command(
        "presenter", "View", _("Presenter size"), lambda w: w.appearance.toggle_presenter(),
        ("Ctrl+Shift+P",), _("Everything half as large again, for a projector"), group=3, checkable=True
    ),
    Command(
        "zoom_in", "View", _("Zoom in"), lambda w: w.appearance.zoom(1), ("Ctrl++", "Ctrl+="),
        _("The whole interface one step larger, up to twice the size"), group=3
    ),
    Command(
        "zoom_out", "View", _("Zoom out"), lambda w: w.appearance.zoom(-1), ("Ctrl+-",),
        _("The whole interface one step smaller"), group=3
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
        "charts", "View", _("Charts or their titles"), lambda w: w.fold_charts(), ("Ctrl+Alt+C",),
        _("Fold the charts to their titles, or unfold them"), group=3
    ),
    Command(
        "animation", "View", _("Show movement"), lambda w: w.appearance.toggle_animation(), ("Ctrl+M",),
        _("Numbers along the edges when stepping and in slow motion"), group=3, checkable=True
    ),
    Command(
        "full_screen", "View", _("Full screen"), lambda w: w.appearance.toggle_full_screen(), ("F11",),
        group=3, checkable=True
    ),
    Command(
        "restore_layout", "View", _("Restore the layout"), lambda w: w.restore_layout(), ("Ctrl+0",),
        _("All panels back to their places"), group=4
    ),
)
# fmt: on
