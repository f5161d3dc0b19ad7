"""A network as textbooks write it in NumPy: one product after the other, nothing bound, nothing kept."""

from __future__ import annotations

import numpy as np


class Textbook:
    """Plain gradient descent on column batches, the same mathematics and the same batches per epoch."""

    def __init__(self, inputs, targets, widths, hidden, output, batch, rate, seed):
        self.x, self.y, self.batch, self.rate = inputs, targets, batch, rate
        self.hidden, self.output = hidden, output
        rng = np.random.default_rng(seed)
        self.weights = [
            rng.normal(0, np.sqrt(1 / widths[i]), (widths[i + 1], widths[i])) for i in range(len(widths) - 1)
        ]
        self.biases = [np.zeros((width, 1)) for width in widths[1:]]
        self.rng, self.losses, self.epoch = rng, [], iter(())

    def batches(self):
        order = self.rng.permutation(self.x.shape[1])
        for start in range(0, len(order), self.batch):
            chosen = order[start : start + self.batch]
            yield self.x[:, chosen], self.y[:, chosen]

    def run(self, iterations):
        for _ in range(iterations):
            data = next(self.epoch, None)
            if data is None:
                self.epoch = self.batches()
                data = next(self.epoch)
            self.iteration(*data)

    def iteration(self, x, y):
        m, last = x.shape[1], len(self.weights) - 1
        activations, sums = [x], []
        for layer, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            z = w @ activations[-1] + b
            sums.append(z)
            activations.append(self.activate(z, layer == last))
        a = activations[-1]
        if self.output == "softmax":
            self.losses.append(-np.sum(y * np.log(a)) / m)
            delta = (a - y) / m
        else:
            self.losses.append(0.5 * np.sum((a - y) ** 2) / m)
            delta = (a - y) / m * (1 - a**2)
        for layer in range(last, -1, -1):
            dw = delta @ activations[layer].T
            db = delta.sum(axis=1, keepdims=True)
            if layer:
                back = self.weights[layer].T @ delta
                slope = 1 - activations[layer] ** 2 if self.hidden == "tanh" else (sums[layer - 1] > 0)
                delta = back * slope
            self.weights[layer] -= self.rate * dw
            self.biases[layer] -= self.rate * db

    def activate(self, z, is_output):
        if is_output and self.output == "softmax":
            e = np.exp(z - z.max(axis=0))
            return e / e.sum(axis=0)
        if self.hidden == "relu" and not is_output:
            return np.maximum(z, 0)
        return np.tanh(z)
