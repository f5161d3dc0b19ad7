"""Networks and steps of PyTorch, where it is installed: all values, the first lost one, weights back."""

import numpy as np
import pytest

import nnviz
from nnviz import resources

torch = pytest.importorskip("torch")
nn = torch.nn

ACTIVATIONS = (
    nn.Tanh, nn.Sigmoid, nn.ReLU, lambda: nn.ReLU(inplace=True), nn.LeakyReLU, nn.ELU,
    lambda: nn.GELU(approximate="tanh"), nn.SiLU, nn.Softplus, nn.Mish, nn.Identity,
)  # fmt: skip
LOSSES = (
    nn.MSELoss, nn.L1Loss, nn.HuberLoss, nn.SmoothL1Loss, nn.BCELoss, nn.BCEWithLogitsLoss,
    nn.CrossEntropyLoss,
)  # fmt: skip
OPTIMIZERS = (
    lambda p: torch.optim.SGD(p, lr=0.1),
    lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True),
    lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.95)),
    lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9),
    lambda p: torch.optim.Adagrad(p, lr=0.02),
)


@pytest.fixture(scope="module")
def record():
    """Return the recorder's function."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(resources.path("recorder")))
        import nnviz_recorder

        return nnviz_recorder.record


def drawn(seed):
    """Return a network, a loss, an optimizer and a batch, all drawn from a seed."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    inputs, batch = int(rng.integers(1, 6)), int(rng.integers(2, 9))
    loss = LOSSES[seed % len(LOSSES)](reduction=str(rng.choice(["mean", "sum"])))
    outputs = int(rng.integers(2 if isinstance(loss, nn.CrossEntropyLoss) else 1, 4))
    modules, width = [], inputs
    for _ in range(int(rng.integers(0, 4))):
        units = int(rng.integers(2, 8))
        modules.append(nn.Linear(width, units, bias=bool(rng.integers(4))))
        width, parts = units, []
        if rng.integers(2):
            parts.append(nn.LayerNorm(width))
        parts.append(ACTIVATIONS[int(rng.integers(len(ACTIVATIONS)))]())
        if rng.integers(2):
            parts.append(nn.Dropout(float(rng.choice([0.2, 0.5, 0.7]))))
        modules += parts if rng.integers(2) else [nn.Sequential(*parts)]
    modules.append(nn.Linear(width, outputs))
    if isinstance(loss, nn.BCELoss):
        modules.append(nn.Sigmoid())
    model = nn.Sequential(*modules).double()
    x = torch.randn(batch, inputs, dtype=torch.float64)
    if isinstance(loss, nn.CrossEntropyLoss):
        y = torch.randint(outputs, (batch,))
    elif isinstance(loss, nn.BCELoss | nn.BCEWithLogitsLoss):
        y = torch.randint(2, (batch, outputs)).double()
    else:
        y = torch.randn(batch, outputs, dtype=torch.float64)
    optimizer = OPTIMIZERS[int(rng.integers(len(OPTIMIZERS)))](model.parameters())
    return model, loss, optimizer, x, y


def step_of(record, path, model, loss, optimizer, x, y):
    """Train one step and record it."""
    with record(model, optimizer, path, inputs=x, targets=y) as step:
        optimizer.zero_grad()
        step.loss(loss, model(x), y).backward()
        optimizer.step()
    return nnviz.load_step(path)


def test_drawn_networks_open_with_all_values(record, tmp_path):
    """Every value of 50 networks is the same to 1e-12, and so is what the networks give when they are used.

    Values are compared by their largest entry, or by 1 where that is smaller: the gradient through a layer
    norm of two units is a difference of numbers a million times as large.
    """
    worst, off, compared, updates, layers = 0.0, 0.0, 0, 0, set()
    for seed in range(50):
        model, loss, optimizer, x, y = drawn(seed)
        step = step_of(record, tmp_path / "step.safetensors", model, loss, optimizer, x, y)
        found = nnviz.compare(step)
        assert found.verdict == "same", (seed, found.message, model)
        worst, compared = max(worst, found.worst), compared + len(found.values)
        sizes = {value.name: min(1.0, float(np.abs(step.values[value.name]).max())) for value in found.values}
        off = max(off, *(value.relative_error * sizes[value.name] for value in found.values))
        updates += step.updates
        layers |= {layer.layer for layer in step.experiment.layers}
        expected = set(step.values) - {value.name for value in found.values}
        assert all(name.startswith("mask") or name.endswith("_next") for name in expected), (seed, expected)
        model.eval()
        used = nnviz.from_torch(model)
        with torch.no_grad():
            theirs = model(x.clone()).numpy()
        ours = nnviz.run(used, 0).predict(x.numpy())
        if used.widths[-1] == 1:
            ours = ours.reshape(-1, 1)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12 * max(1.0, abs(theirs).max()))
    assert off <= 1e-12
    assert worst <= 1e-9
    assert compared >= 1000
    assert updates >= 30
    assert layers == {"dense", "dropout", "layer_norm"}
    print(f"50 networks: {compared} values, {updates} updates, off by {off:.1e}, relatively {worst:.1e}")


def planted(seed):
    """Return a drawn network with a nan or inf in one place, the module or parameter and the side."""
    rng = np.random.default_rng(1000 + seed)
    model, loss, optimizer, x, y = drawn(seed)
    if isinstance(loss, nn.BCELoss):
        # PyTorch refuses probabilities that are no numbers by an error of its own.
        model, loss = model[:-1], nn.BCEWithLogitsLoss(reduction=loss.reduction)
    lost = float(rng.choice([np.nan, np.inf, -np.inf]))

    def spoilt(tensor):
        changed = tensor.detach().clone()
        changed.view(-1)[int(rng.integers(changed.numel()))] = lost
        return tensor + (changed - tensor.detach())

    side = ("output", "gradient", "parameter")[seed % 3]
    if side == "parameter":
        name, parameter = list(model.named_parameters())[int(rng.integers(len(list(model.parameters()))))]
        with torch.no_grad():
            parameter.view(-1)[int(rng.integers(parameter.numel()))] = lost
        return (model, loss, optimizer, x, y), name, side
    leaves = [(name, module) for name, module in model.named_modules() if not list(module.children())]
    leaves = [(name, module) for name, module in leaves if not isinstance(module, nn.Identity)]
    name, module = leaves[int(rng.integers(len(leaves)))]

    def hook(_module, _inputs, output):
        if side == "output":
            return spoilt(output)
        output.register_hook(lambda gradient: spoilt(gradient))
        return None

    module.register_forward_hook(hook)
    return (model, loss, optimizer, x, y), name, side


def test_the_first_lost_value_is_named_in_a_hundred_planted_cases(record, tmp_path):
    """A nan or inf that PyTorch carries on through the rest of the step is named where it appeared first."""
    for seed in range(100):
        step_made, name, side = planted(seed)
        step = step_of(record, tmp_path / "step.safetensors", *step_made)
        found = nnviz.compare(step)
        ours = step.network.parameters[name] if side == "parameter" else step.network.outputs[name]
        expected = f"d{ours}" if side == "gradient" else ours
        assert (found.verdict, found.quantity) == ("lost", expected), (seed, side, name, found.message)


def test_networks_in_32_bits_are_the_same(record, tmp_path):
    for seed in range(14):
        model, loss, optimizer, x, y = drawn(seed)
        model.float()
        y = y if y.dtype == torch.int64 else y.float()
        step = step_of(record, tmp_path / "step.safetensors", model, loss, optimizer, x.float(), y)
        found = nnviz.compare(step)
        assert found.verdict == "same", (seed, found.message)


def test_a_step_late_in_a_training_is_the_same(record, tmp_path):
    """Gradients of a network that has learned are differences of numbers that are nearly the same."""
    torch.manual_seed(3)
    for dtype in (torch.float32, torch.float64):
        model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1)).to(dtype)
        x = torch.randn(4, 2, dtype=dtype)
        y = torch.randn(4, 1, dtype=dtype)
        fast = torch.optim.LBFGS(model.parameters(), max_iter=400, tolerance_grad=0, tolerance_change=0)

        def closure(model=model, x=x, y=y, fast=fast):
            fast.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            return loss

        fast.step(closure)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        step = step_of(record, tmp_path / "step.safetensors", model, nn.MSELoss(), optimizer, x, y)
        found = nnviz.compare(step)
        assert found.verdict == "same", (dtype, found.message)


def test_gelu_in_its_exact_form_is_refused_and_says_why():
    with pytest.raises(nnviz.ExperimentError, match=r"only approximate='tanh' can be read.*; the exact form"):
        nnviz.from_torch(nn.Sequential(nn.Linear(2, 2), nn.GELU()))


class Functional(nn.Module):
    """A network with a function between its modules, or with a sum, or with one behind them."""

    def __init__(self, kind):
        super().__init__()
        self.kind, self.first, self.second = kind, nn.Linear(3, 3), nn.Linear(3, 1)

    def forward(self, x):
        z = self.first(x / 2 if self.kind == "first" else x)
        a = {"second": torch.relu, "sum": lambda z: z + x}.get(self.kind, lambda z: z)(z)
        out = self.second(a)
        return torch.sigmoid(out) if self.kind == "loss" else out.squeeze(1)


@pytest.mark.parametrize("kind", ["first", "second", "sum", "loss", "none"])
def test_a_function_between_modules_is_named(record, tmp_path, kind):
    torch.manual_seed(1)
    model, x = Functional(kind).double(), torch.randn(5, 3, dtype=torch.float64)
    y = torch.randn(5, 1, dtype=torch.float64) if kind == "loss" else torch.randn(5, dtype=torch.float64)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    arguments = (record, tmp_path / "step.safetensors", model, nn.MSELoss(), optimizer, x, y)
    if kind == "none":
        assert nnviz.compare(step_of(*arguments)).verdict == "same"
        return
    place = {"sum": "second"}.get(kind, kind)
    with pytest.raises(nnviz.ExperimentError, match=f"{place}: it was given something else than the module"):
        step_of(*arguments)


def test_weights_of_classes_are_refused(record, tmp_path):
    model, _, optimizer, x, _ = drawn(0)
    loss, y = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0]).double()), torch.randint(2, (len(x),))
    model.append(nn.Linear(model[-1].out_features, 2).double())
    with pytest.raises(nnviz.ExperimentError, match="with weights of classes or examples cannot be read"):
        step_of(record, tmp_path / "step.safetensors", model, loss, optimizer, x, y)


def test_weights_go_back_by_their_names():
    model, *_ = drawn(3)
    state = nnviz.state_dict(nnviz.from_torch(model), model)
    model.load_state_dict({name: torch.from_numpy(array) for name, array in state.items()})
    for name, array in model.state_dict().items():
        np.testing.assert_array_equal(array.numpy(), state[name])
