"""Recorder of one PyTorch training step, for nnviz to open. This file needs PyTorch and nothing else.

    from nnviz_recorder import record
    with record(model, optimizer, "step.safetensors", inputs=x, targets=y) as step:
        optimizer.zero_grad()
        loss = step.loss(loss_function, model(x), y)
        loss.backward()
        optimizer.step()

Then: nnviz step.safetensors, or without the window: nnviz recording step.safetensors

It writes inputs, targets, all parameters before and after, what every module gave and the gradient of the loss by it,
the gradients of the parameters, the optimizer's state, and as JSON which modules and settings there are.
"""

import contextlib
import json
import struct

import torch

KINDS = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16",
         torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL"}
SETTINGS = ("in_features", "out_features", "negative_slope", "alpha", "beta", "threshold", "approximate", "dim", "p",
            "normalized_shape", "eps", "elementwise_affine", "training")


def save(path, tensors, texts):
    """Write tensors by name and texts as a safetensors file."""
    header, parts, place = {"__metadata__": texts}, [], 0
    for name, tensor in tensors.items():
        tensor = tensor.detach().cpu().contiguous()
        part = bytes(tensor.reshape(-1).view(torch.uint8).tolist()) if tensor.numel() else b""
        parts, begin, place = [*parts, part], place, place + len(part)
        header[name] = {"dtype": KINDS[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, place]}
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(head)) + head + b"".join(parts))


def plain(value):
    """Return a setting as JSON can hold it."""
    return value.tolist() if isinstance(value, torch.Tensor) else list(value) if isinstance(value, tuple) else value


class Step:
    """What one training step does, as it goes by."""

    def __init__(self, model, optimizer):
        self.model, self.optimizer = model, optimizer
        self.tensors, self.order, self.handles, self.between = {}, [], [], []
        self.loss_settings, self.states = {}, {}
        self.modules = {name: module for name, module in model.named_modules() if not list(module.children())}
        for name, module in self.modules.items():
            self.handles.append(module.register_forward_pre_hook(self.before(name)))
            self.handles.append(module.register_forward_hook(self.hook(name)))

    def hook(self, name):
        """Return a hook that keeps what a module gives, and the gradient by it."""
        def forward(module, inputs, output):
            if not isinstance(output, torch.Tensor):
                raise TypeError(f"{name}: only modules that give one tensor can be recorded")
            if name in self.order:
                raise ValueError(f"{name} is called twice; only one step with each module once can be recorded")
            self.order.append(name)
            self.tensors[f"output/{name}"] = output.detach().clone()
            if name in self.states:
                self.mask(name, module, inputs[0], output)
            if output.requires_grad:
                output.register_hook(lambda gradient: self.keep(f"gradient/{name}", gradient))
        return forward

    def mask(self, name, module, before, output):
        """Keep the mask of a dropout: drawn again on the CPU, else the derivative of what it gives."""
        if before.device.type == "cpu":
            with torch.random.fork_rng(devices=[]):
                torch.set_rng_state(self.states[name])
                mask = torch.nn.functional.dropout(torch.ones_like(before), module.p, True)
        else:
            (mask,) = torch.autograd.grad(output, before, torch.ones_like(output), retain_graph=True)
        self.keep(f"mask/{name}", mask)

    def before(self, name):
        """Return a hook that looks at what a module is given, and keeps the random state for a dropout."""
        def look(module, inputs):
            self.follow(name, inputs[0])
            if type(module).__name__ == "Dropout" and module.training:
                self.states[name] = torch.get_rng_state()
        return look

    def follow(self, name, given):
        """Keep the name of what is not given what the module before it gave: a function stood between them."""
        last = self.tensors[f"output/{self.order[-1]}"] if self.order else self.tensors["inputs"]
        if not torch.equal(*(torch.nan_to_num(part.detach().double().flatten()) for part in (last, given))):
            self.between.append(name)

    def keep(self, name, tensor):
        """Keep a copy of a tensor."""
        self.tensors[name] = tensor.detach().clone()

    def loss(self, function, output, target):
        """Return the loss and keep it, with the name and the reduction of its function."""
        self.follow("loss", output)
        value = function(output, target)
        self.keep("loss", value)
        settings = ("reduction", "label_smoothing", "delta", "weight", "pos_weight", "ignore_index")
        self.loss_settings = {"type": type(function).__name__, **{
            key: plain(getattr(function, key)) for key in settings
            if isinstance(getattr(function, key, None), (int, float, str, bool, torch.Tensor))}}
        return value

    def texts(self):
        """Return what modules and settings there are, as JSON."""
        modules = [{"name": name, "type": type(self.modules[name]).__name__, **{
            key: plain(getattr(self.modules[name], key)) for key in SETTINGS if hasattr(self.modules[name], key)}}
            for name in self.order]
        group = self.optimizer.param_groups[0]
        settings = {key: plain(value) for key, value in group.items()
                    if key != "params" and isinstance(value, (int, float, bool, str, tuple))}
        types = sorted({str(tensor.dtype) for tensor in self.tensors.values()})
        told = {"modules": modules, "loss": self.loss_settings, "torch": torch.__version__, "types": types,
                "between": self.between, "groups": len(self.optimizer.param_groups),
                "optimizer": {"type": type(self.optimizer).__name__, **settings}}
        return {"format": "nnviz-recording", "version": "1", "step": json.dumps(told)}


@contextlib.contextmanager
def record(model, optimizer, path, inputs, targets):
    """Record the training step in the block and write it to `path`."""
    step = Step(model, optimizer)
    step.tensors |= {"inputs": inputs.detach().clone(), "targets": targets.detach().clone()}
    for name, parameter in model.named_parameters():
        step.keep(f"before/{name}", parameter)
        for key, value in optimizer.state.get(parameter, {}).items():
            if isinstance(value, torch.Tensor):
                step.keep(f"state/{key}/{name}", value)
    try:
        yield step
    finally:
        for handle in step.handles:
            handle.remove()
    for name, parameter in model.named_parameters():
        if parameter.grad is not None:
            step.keep(f"gradient_of/{name}", parameter.grad)
        step.keep(f"after/{name}", parameter)
    save(path, step.tensors, step.texts())
