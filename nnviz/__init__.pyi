from nnviz.api.claims import judge as judge
from nnviz.api.experiments import example as example
from nnviz.api.experiments import examples as examples
from nnviz.api.experiments import experiment as experiment
from nnviz.api.experiments import load as load
from nnviz.api.experiments import save as save
from nnviz.api.frames import Frame as Frame
from nnviz.api.frames import Operation as Operation
from nnviz.api.gradients import check as check
from nnviz.api.gradients import gradients as gradients
from nnviz.api.implementations import diagnose as diagnose
from nnviz.api.implementations import diagnose_function as diagnose_function
from nnviz.api.questions import quiz as quiz
from nnviz.api.runs import Run as Run
from nnviz.api.runs import run as run
from nnviz.api.sweeps import sweep as sweep
from nnviz.api.window import open as open
from nnviz.core.experiment.experiment import Experiment as Experiment
from nnviz.core.experiment.record import ExperimentError as ExperimentError
from nnviz.core.judge.implementation import ImplementationVerdict as ImplementationVerdict
from nnviz.core.judge.verdict import Verdict as Verdict

__version__: str
