"""The same network in PyTorch, eager, as its tutorials write it."""

from __future__ import annotations


class Eager:
    """``nn.Sequential`` with ``optim.SGD``; batches are taken by a permutation per epoch."""

    def __init__(self, inputs, targets, widths, hidden, output, batch, rate, seed):
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(seed)
        self.torch, self.batch = torch, batch
        self.x = torch.tensor(inputs.T.copy(), dtype=torch.float32)
        layers = []
        for i in range(len(widths) - 1):
            layers.append(torch.nn.Linear(widths[i], widths[i + 1]))
            if i < len(widths) - 2 or output == "tanh":
                layers.append(
                    torch.nn.ReLU() if hidden == "relu" and i < len(widths) - 2 else torch.nn.Tanh()
                )
        self.model = torch.nn.Sequential(*layers)
        if output == "softmax":
            self.y = torch.tensor(targets.argmax(axis=0))
            self.loss = torch.nn.CrossEntropyLoss()
        else:
            self.y = torch.tensor(targets.T.copy(), dtype=torch.float32)
            self.loss = torch.nn.MSELoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=rate)
        self.order, self.at, self.losses = None, len(inputs.T), []

    def run(self, iterations):
        for _ in range(iterations):
            if self.at >= len(self.x):
                self.order, self.at = self.torch.randperm(len(self.x)), 0
            chosen = self.order[self.at : self.at + self.batch]
            self.at += self.batch
            self.optimizer.zero_grad()
            loss = self.loss(self.model(self.x[chosen]), self.y[chosen])
            loss.backward()
            self.optimizer.step()
            self.losses.append(loss.item())
