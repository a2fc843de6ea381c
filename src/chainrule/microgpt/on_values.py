"""The GPT over Values: every number in it is a node of the graph, and a vector is a list of them."""

from chainrule.autograd import Value, dot, zero_grad
from chainrule.microgpt.start import Config, Weights

Vector = list[Value]
Matrix = list[Vector]


def linear(x: Vector, w: Matrix) -> Vector:
    return [dot(row, x) for row in w]


def add(x: Vector, y: Vector) -> Vector:
    return [a + b for a, b in zip(x, y, strict=True)]


def norm(x: Vector) -> Vector:
    mean_square = dot(x, x) / len(x)
    scale = (mean_square + 1e-5) ** -0.5
    return [a * scale for a in x]


def softmax(x: Vector) -> Vector:
    largest = max(a.data for a in x)
    e = [(a - largest).exp() for a in x]
    total = sum(e[1:], e[0])
    return [a / total for a in e]


class GPT:
    """See `chainrule.microgpt`.

    >>> from random import Random
    >>> from chainrule.microgpt import first_weights
    >>> config = Config(vocabulary=5, width=4, heads=2)
    >>> model = GPT(config, first_weights(config, Random(0)))
    >>> losses = [model.step([0, 1, 2, 3, 4, 0], rate=0.01) for _ in range(10)]
    >>> losses[-1] < losses[0]
    True
    """

    def __init__(self, config: Config, weights: Weights) -> None:
        self.config = config
        self.w = {name: [[Value(number) for number in row] for row in rows] for name, rows in weights.items()}
        self.parameters = [number for matrix in self.w.values() for row in matrix for number in row]
        self.mean, self.square, self.steps = [0.0 for _ in self.parameters], [0.0 for _ in self.parameters], 0

    def logits(self, tokens: list[int]) -> Matrix:
        """After each token a score for every token that may come next: T rows of K."""
        tables = zip((self.w["tokens"][token] for token in tokens), self.w["positions"], strict=False)
        x = [add(token, position) for token, position in tables]  # T rows of D
        for layer in range(self.config.layers):
            x = [add(a, b) for a, b in zip(x, self.attention(layer, [norm(a) for a in x]), strict=True)]
            x = [add(a, b) for a, b in zip(x, self.mlp(layer, [norm(a) for a in x]), strict=True)]
        return [linear(norm(a), self.w["head"]) for a in x]

    def attention(self, layer: int, x: Matrix) -> Matrix:
        """In each head a token takes the mean of its and all earlier values, weighted by softmax(q k / sqrt(d))."""
        q, k, v = ([linear(a, self.w[f"{name}{layer}"]) for a in x] for name in ("query", "key", "value"))
        d = self.config.width // self.config.heads
        seen: Matrix = [[] for _ in x]
        for head in range(self.config.heads):
            part = slice(head * d, (head + 1) * d)
            for t in range(len(x)):
                weights = softmax([dot(q[t][part], k[s][part]) / d**0.5 for s in range(t + 1)])
                seen[t] += [dot(weights, [v[s][i] for s in range(t + 1)]) for i in range(part.start, part.stop)]
        return [linear(a, self.w[f"out{layer}"]) for a in seen]

    def mlp(self, layer: int, x: Matrix) -> Matrix:
        """Each token by itself: wider, cut off at zero, and back."""
        up = [linear(a, self.w[f"up{layer}"]) for a in x]
        return [linear([b.relu() for b in a], self.w[f"down{layer}"]) for a in up]

    def loss(self, tokens: list[int]) -> Value:
        """The mean of -log p(next token | those before), in nats."""
        logits = self.logits(tokens[:-1])
        losses = [-softmax(row)[token].log() for row, token in zip(logits, tokens[1:], strict=True)]
        return sum(losses[1:], losses[0]) / len(losses)

    def step(self, tokens: list[int], rate: float, beta1: float = 0.9, beta2: float = 0.99) -> float:
        """A step of Adam down the loss of these tokens, which it gives back."""
        loss = self.loss(tokens)
        zero_grad(self.parameters)
        loss.backward()
        self.steps += 1
        for i, p in enumerate(self.parameters):
            self.mean[i] = beta1 * self.mean[i] + (1 - beta1) * p.grad
            self.square[i] = beta2 * self.square[i] + (1 - beta2) * p.grad**2
            mean, square = self.mean[i] / (1 - beta1**self.steps), self.square[i] / (1 - beta2**self.steps)
            p.data -= rate * mean / (square**0.5 + 1e-8)
        return loss.data
