"""Five checks of a softmax over rows."""

import numpy as np
import torch

from chainrule.labs import check


def matrix(draw, rows, columns, shift=0.0):
    return np.array([[draw.floats(-3, 3) + shift for _ in range(columns)] for _ in range(rows)])


def expected(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@check("One row is right", points=1)
def one_row(student, draw):
    logits = matrix(draw, 1, 3)
    student.softmax(torch.tensor(logits)).should_be(torch.tensor(expected(logits)))


@check("Every row is normalised by itself", points=1)
def rows(student, draw):
    logits = matrix(draw, 3, 4)
    student.softmax(torch.tensor(logits)).should_be(torch.tensor(expected(logits)))


@check("Every row sums to one", points=1)
def sums(student, draw):
    logits = matrix(draw, 4, 3)
    student.softmax(torch.tensor(logits)).sum(1).should_be(torch.tensor(np.ones(4)))


@check("Large entries do not overflow", points=1)
def large_logits(student, draw):
    logits = matrix(draw, 2, 3, shift=1000.0)
    hint = "exp overflowed: subtract each row's largest entry first."
    student.softmax(torch.tensor(logits)).should_be(torch.tensor(expected(logits)), hint=hint)


@check("The argument is not changed", points=1)
def argument(student, draw):
    logits = matrix(draw, 2, 2)
    after = student.execute("softmax(logits)\nafter = logits", logits=torch.tensor(logits)).after
    after.should_be(torch.tensor(logits))
