"""Motion in the network: a short hint when stepping by hand, the whole operation in slow motion."""

from nnviz.views.network.motion.pace import follows, seconds
from nnviz.views.network.motion.player import Motion

__all__ = ["Motion", "follows", "seconds"]
