"""Stand-ins for Qt's OpenGL modules, run before nnviz starts from the bundle.

pyqtgraph imports them for curves drawn by OpenGL, which nnviz never asks for; the real ones are 10 MB.
"""

import sys
from types import ModuleType

opengl = ModuleType("PySide6.QtOpenGL")
widgets = ModuleType("PySide6.QtOpenGLWidgets")
widgets.QOpenGLWidget = type("QOpenGLWidget", (), {"__doc__": "A base class that is never used."})
sys.modules.update({module.__name__: module for module in (opengl, widgets)})
