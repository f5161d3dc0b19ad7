"""A run as a PyTorch program: the same network, data and order; gradients by PyTorch's own autograd."""

from __future__ import annotations

from nnviz.core.experiment.experiment import Experiment, LayerSpec, Regularization
from nnviz.core.export import listing
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.network.layers import LAYERS, TorchModule
from nnviz.core.run.trainer import Trainer

MODULES = {name: row.torch for name, row in ACTIVATIONS.items()}
"""The module of every activation."""
LOSSES = {
    "mean_squared_error": "0.5 * ((a - y) ** 2).sum()",
    "squared_error": 'nn.functional.mse_loss(a, y, reduction="sum")',
    "mean_squared_error_elements": 'nn.functional.mse_loss(a, y, reduction="sum") / y.shape[1]',
    "binary_cross_entropy": "-(y * a.log() + (1 - y) * (1 - a).log()).sum()",
    "categorical_cross_entropy": "-(y * a.log()).sum()",
    "log_likelihood": "-(y * a).sum(dim=1).log().sum()",
    "mean_absolute_error": "(a - y).abs().sum()",
    "huber": 'nn.functional.huber_loss(a, y, reduction="sum")',
    "hinge": "(1 - y * a).clamp(min=0).sum()",
}
"""Every loss of outputs `a` and targets `y`, ``(examples, units)``, summed over the batch."""
STABLE = {
    "sigmoid": 'nn.functional.binary_cross_entropy_with_logits(z, y, reduction="sum")',
    "softmax": "-(y * z.log_softmax(dim=1)).sum()",
}
"""By last activation: losses from its pre-activation `z`, where the last two factors are taken together."""
OPTIMIZERS = {
    "sgd": "torch.optim.SGD(model.parameters(), lr={learning_rate})",
    "momentum": "torch.optim.SGD(model.parameters(), lr={learning_rate}, momentum={momentum})",
    "nesterov": "torch.optim.SGD(model.parameters(), lr={learning_rate}, momentum={momentum}, nesterov=True)",
    "adagrad": "torch.optim.Adagrad(model.parameters(), lr={learning_rate}, eps={epsilon})",
    "rmsprop": "torch.optim.RMSprop(model.parameters(), lr={learning_rate}, alpha={alpha}, eps={epsilon})",
    "adam": (
        "torch.optim.Adam(model.parameters(), lr={learning_rate}, betas=({beta1}, {beta2}), eps={epsilon})"
    ),
    "adamw": (
        "torch.optim.AdamW(model.parameters(), lr={learning_rate}, betas=({beta1}, {beta2}), eps={epsilon},"
        " weight_decay={weight_decay})"
    ),
}
"""The optimizer of every update rule."""


def pytorch_script(e: Experiment, title: str = "an experiment") -> str:
    """Return a program that reproduces the numbers of the run of `e` with PyTorch, in 64 bits.

    ``python FILE.py [ITERATIONS] [--json]`` prints losses and final parameters.
    """
    trainer = Trainer(e)
    settings = {"learning_rate": e.optimizer.learning_rate, **e.optimizer.settings}
    modules = _modules(e)
    lines = [f"    {module.code}," for module in modules]
    places = [
        (name, k, attribute)
        for k, module in enumerate(modules)
        for name, attribute in module.parameters.items()
    ]
    weighted = ", ".join(f"{name[1:]}: model[{k}]" for name, k, kind in places if kind == "weight")
    masks = [(k, module.mask) for k, module in enumerate(modules) if module.mask]
    parts = [
        *listing.beginning(
            trainer,
            f"Trains {listing.plain(title)} with PyTorch, gradients by autograd; written by nnviz.",
            "import torch",
            "from torch import nn",
        ),
        "torch.set_default_dtype(torch.float64)",
        *dict.fromkeys(module.source for module in modules if module.source),
        "model = nn.Sequential(",
        *lines,
        ")",
        f"layers = {{{weighted}}}  # those with weights",
        "with torch.no_grad():",
        "    parameters = {",
        *(f'        "{name}": model[{k}].{attribute},' for name, k, attribute in places),
        "    }",
        *(f'    parameters["{name}"].copy_(torch.from_numpy({name}))' for name, _, _ in places),
        f"optimizer = {OPTIMIZERS[e.optimizer.name].format(**settings)}",
        "",
        listing.order(trainer),
        listing.masks(trainer),
        "",
        listing.ARGUMENTS,
        "losses = []",
        "for iteration in range(iterations):",
        _changes(e) + "    columns = batch(iteration)",
        "    x = torch.from_numpy(np.ascontiguousarray(X_train[:, columns].T))",
        "    y = torch.from_numpy(np.ascontiguousarray(Y_train[:, columns].T))",
        *(
            f"    model[{k}].mask = torch.from_numpy(mask({name[4:]}, iteration, len(x)).T.copy())"
            for k, name in masks
        ),
        *_forward(e),
        "    optimizer.zero_grad()",
        listing.by_recipe([(start, _backward(recipe)) for start, recipe in listing.recipes(e)])
        + "    optimizer.step()",
        "    losses.append(C.item())",
        "",
        "final = {name: values.tolist() for name, values in parameters.items()}",
        listing.PRINTING,
    ]
    return "\n".join(parts).replace("\n\n\n\n", "\n\n\n")


def _modules(e: Experiment) -> list[TorchModule]:
    """Return the modules of the model, in order."""
    found: list[TorchModule] = []
    for n, spec in enumerate(e.layers, 1):
        found += LAYERS[spec.layer].torch(spec, n, e.widths[n - 1])
        if spec.is_dense:
            found.append(TorchModule(MODULES[spec.activation]))
    return found


def _forward(e: Experiment) -> list[str]:
    last: LayerSpec = e.layers[-1]
    share = " / len(y)" if e.reduction == "mean" else ""
    if e.fused:
        return ["    z = model[:-1](x)", f"    C = {STABLE[last.activation]}{share}"]
    loss = LOSSES[e.loss]
    return ["    a = model(x)", f"    C = {f'({loss})' if share and loss.startswith('-') else loss}{share}"]


def _backward(recipe: Experiment) -> str:
    r: Regularization = recipe.regularization
    terms = ["C"]
    if r.l1:
        terms.append(f"{r.l1!r} * sum(layer.weight.abs().sum() for layer in layers.values())")
    if r.l2:
        terms.append(f"{0.5 * r.l2!r} * sum((layer.weight**2).sum() for layer in layers.values())")
    total = " + ".join(terms)
    return "    C.backward()\n" if len(terms) == 1 else f"    ({total}).backward()\n"


def _changes(e: Experiment) -> str:
    return listing.changes(
        e,
        'optimizer.param_groups[0]["lr"] = {value}',
        'with torch.no_grad():\n            parameters["{name}"][{unit}, {source}] = {value}',
        "torch.tensor({value})",
    )
