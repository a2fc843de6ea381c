"""A neuron's weighted sum as one node of the graph, where plain arithmetic makes two nodes for every input."""

from collections.abc import Sequence
from operator import mul

from chainrule.autograd.real import Number
from chainrule.autograd.value import Value, as_value, new_node


def dot(
    weights: Sequence[Value | Number], inputs: Sequence[Value | Number], bias: Value | Number | None = None
) -> Value:
    """w1 x1 + ... + wn xn (+ b) as a single node.

    Its parents are the weights, then the inputs, then the bias. The local derivative towards a weight is the input
    beside it, towards an input the weight beside it, and towards the bias 1. Values and gradients agree with
    `w1 * x1 + ... + wn * xn + b` up to rounding; the graph is smaller by a factor of about 2n.

    Raises ValueError where there are not as many inputs as weights.

    >>> w1, w2, b = Value(2.0), Value(-1.0), Value(0.5)
    >>> y = dot([w1, w2], [3.0, 4.0], b)
    >>> y
    Value(2.5, grad=0.0, operation='dot')
    >>> y.backward()
    >>> w1.grad, w2.grad, b.grad
    (3.0, 4.0, 1.0)
    """
    if len(weights) != len(inputs):
        raise ValueError(f"dot needs one input for each weight: {len(weights)} weights, {len(inputs)} inputs")
    w, x = [as_value(weight) for weight in weights], [as_value(value) for value in inputs]
    w_data, x_data = [weight.data for weight in w], [value.data for value in x]
    total = sum(map(mul, w_data, x_data))
    if bias is None:
        return new_node(total, "dot", (*w, *x), (*x_data, *w_data))
    b = as_value(bias)
    return new_node(total + b.data, "dot", (*w, *x, b), (*x_data, *w_data, 1.0))
