"""Lab 9: what right rules of probability do, from an expectation to a classifier that reads digits."""

import math

from chainrule.labs import check, oracle

LEAST_ACCURACY = 0.86


def tensor(numbers):
    """The numbers in float64."""
    import torch

    return torch.tensor(numbers, dtype=torch.float64)


def pmf(draw, *shape):
    """A drawn distribution over the states of one variable, or of several."""
    weights = tensor([draw.floats(0.5, 9) for _ in range(math.prod(shape))])
    return (weights / weights.sum()).reshape(shape)


def numbers(draw, count):
    """Drawn values, none of them plain."""
    return tensor([draw.floats(-9, 9, away_from=[0, 1]) for _ in range(count)])


@check("A variance is the expected squared distance from the mean", points=1, about=["variance_of"])
def variance(student, draw):
    values, probs = numbers(draw, 4), pmf(draw, 4)
    mean = (values * probs).sum()
    right = ((values - mean) ** 2 * probs).sum()
    student.variance_of(values, probs).should_be(
        right,
        hint=[
            ((values**2 * probs).sum(), "This is E[x²]: the mean was not subtracted."),
            (((values - values.mean()) ** 2 * probs).sum(), "The distances are from the plain average, not from E[x]."),
            (right.sqrt(), "This is the standard deviation: the root is not asked for."),
            (((values - mean).abs() * probs).sum(), "The distances are not squared."),
            (((values - mean) ** 2).mean(), "The squared distances are averaged plainly: weight them, too."),
        ],
    )
    batch = pmf(draw, 2, 4)
    batch = batch / batch.sum(1, keepdim=True)
    means = (values * batch).sum(1, keepdim=True)
    student.variance_of(values, batch).should_be(((values - means) ** 2 * batch).sum(1))


@check(
    "A variance beside a large mean keeps its digits, and is never negative",
    points=1,
    about=["variance_of"],
)
def variance_of_large_numbers(student, draw):
    import torch

    spread, mean = draw.integers(2, 9), 1_000_000.0
    values = torch.tensor([mean - spread, mean + spread])
    student.variance_of(values, torch.tensor([0.5, 0.5])).should_be(
        torch.tensor(float(spread**2)),
        hint="E[x²] - E[x]² subtracts two numbers near 10¹², which float32 keeps to 65,536: subtract the mean first.",
    )


@check("A marginal sums over all other variables", points=2, about=["marginal"])
def marginals(student, draw):
    joint = pmf(draw, 2, 3, 4)
    student.marginal(joint, 1).should_be(
        joint.sum((0, 2)),
        hint=[
            (joint.sum(1), "The axis that was asked for is summed over: sum over all the others."),
            (joint.mean((0, 2)), "The others are averaged: their probabilities add up."),
        ],
    )
    order = "The axes must come in the order in which they were named, which may not be that of the table."
    student.marginal(joint, 2, 0).should_be(joint.sum(1).T, hint=order)
    student.marginal(joint, 0, 1, 2).should_be(joint, hint="Nothing is left to be summed: the table itself is asked.")
    student.marginal(joint, 2, 0, 1).should_be(joint.permute(2, 0, 1), hint=order)


@check("A conditional is a slice of the table, divided by its sum", points=2, about=["condition"])
def conditionals(student, draw):
    import torch

    joint = pmf(draw, 3, 4)
    state = draw.integers(0, 2)
    part = joint[state]
    student.condition(joint, 0, state).should_be(
        part / part.sum(),
        hint=[
            (part, "This is the slice as it stands: it sums to p(state), not to 1. Divide by that."),
            (
                part / joint.sum(0),
                "Each cell is divided by its column: that is p(state | the others), the other way round.",
            ),
            (joint[:, state] / joint[:, state].sum(), "The slice is taken along the wrong axis."),
        ],
    )
    along = joint[:, state]
    student.condition(joint, 1, state).should_be(
        along / along.sum(), hint="`axis` says which variable is known: the slice must be taken along that one."
    )
    empty = torch.cat([joint, torch.zeros(1, 4, dtype=torch.float64)])
    student.condition(empty, 0, 3).should_raise(
        ValueError,
        hint="A state of probability 0 has no conditional: refuse it, for 0 / 0 would be NaN without a word.",
    )


@check("A covariance is the expected product of the two distances from the means", points=2, about=["covariance_of"])
def covariance(student, draw):
    joint, x, y = pmf(draw, 2, 3), numbers(draw, 2), numbers(draw, 3)
    mean_x, mean_y = (x * joint.sum(1)).sum(), (y * joint.sum(0)).sum()
    together = (x[:, None] * y * joint).sum()
    product = joint.sum(1)[:, None] * joint.sum(0)
    student.covariance_of(x, y, joint).should_be(
        together - mean_x * mean_y,
        hint=[
            (together, "This is E[x y]: the means were not subtracted."),
            (
                ((x - x.mean())[:, None] * (y - y.mean()) * joint).sum(),
                "The plain averages were subtracted, not E[x], E[y].",
            ),
            (
                tensor(0.0),
                "The expectation is taken with p(x) p(y), under which every covariance is 0: take the joint.",
            ),
        ],
    )
    student.covariance_of(x, y, product).should_be(tensor(0.0), hint="Independent variables have the covariance 0.")


@check("Bayes' rule: prior times likelihood, divided by the sum", points=3, about=["bayes"])
def posterior(student, draw):
    prior, likelihood = pmf(draw, 3), tensor([draw.floats(0.1, 0.9) for _ in range(3)])
    joint = prior * likelihood
    student.bayes(prior, likelihood).should_be(
        joint / joint.sum(),
        hint=[
            (likelihood / likelihood.sum(), "The prior is forgotten: this is the base-rate fallacy of the lecture."),
            (joint, "The products are not divided by their sum: a posterior sums to 1."),
            (likelihood, "The likelihood is p(data | h), the other way round: Bayes' rule turns it."),
        ],
    )
    rows = tensor([[draw.floats(0.1, 0.9) for _ in range(3)] for _ in range(2)])
    right = prior * rows / (prior * rows).sum(1, keepdim=True)
    student.bayes(prior, rows).should_be(
        right, hint="Several observations come as rows: each row is divided by its own sum, over the last axis."
    )
    student.bayes(prior, tensor([0.0, 0.0, 0.0])).should_raise(
        ValueError, says="impossible", hint="What no hypothesis allows has no posterior: say that it is impossible."
    )
    student.bayes(prior, tensor([rows[0].tolist(), [0.0, 0.0, 0.0]])).should_raise(
        ValueError, says="impossible", hint="One impossible row among others is refused, too: it would be NaN unseen."
    )


@check(
    "The chain rule: what is given, times its probability, is the joint again",
    points=1,
    about=["condition", "marginal"],
)
def chain_rule(student, draw):
    joint = pmf(draw, 2, 3, 2)
    first, second, third = draw.integers(0, 1), draw.integers(0, 2), draw.integers(0, 1)
    rules = student.execute(
        """
        p_a = marginal(joint, 0)[a]
        given_a = condition(joint, 0, a)
        p_b = marginal(given_a, 0)[b]
        p_c = condition(given_a, 0, b)[c]
        product = p_a * p_b * p_c
        """,
        joint=joint,
        a=first,
        b=second,
        c=third,
    )
    rules.product.should_be(
        joint[first, second, third], hint="p(a) p(b | a) p(c | a, b) must be p(a, b, c), for every cell."
    )


@check("A draw falls into the piece of the line that its number lies in", points=2, about=["choose"])
def draws(student, draw):
    import torch

    probs = pmf(draw, 4)
    uniform = tensor([draw.floats(0, 1, by=0) for _ in range(12)])
    ends = probs.cumsum(0)
    right = (uniform[:, None] >= ends).sum(1)
    student.choose(probs, uniform).should_be(
        right,
        hint=[
            (right + 1, "The classes are counted from 0."),
            (probs.argmax().expand(12), "It is always the likeliest."),
        ],
    )
    sure = (
        "At the very end of a piece the next one begins, so that a class of probability 0 is never drawn, not for 0.0."
    )
    student.choose(tensor([0.0, 1.0, 0.0]), tensor([0.0, 0.5])).should_be(torch.tensor([1, 1]), hint=sure)
    almost = tensor([0.25, 0.25, 0.25, 0.25 - 1e-9])
    student.choose(almost, tensor([1 - 1e-12])).should_be(
        torch.tensor([3]), hint="Rounding may leave the last end just below 1: there is no class after the last."
    )


@check("The logarithm of a Bernoulli is right, for impossible events too", points=1, about=["bernoulli_log_prob"])
def coin(student, draw):
    p = tensor([draw.floats(0.1, 0.9), draw.floats(0.1, 0.9)])
    x = tensor([1.0, 0.0])
    right = tensor([math.log(p[0]), math.log(1 - p[1])])
    student.bernoulli_log_prob(x, p.log(), (1 - p).log()).should_be(
        right,
        hint=[
            (right.exp(), "This is the probability: its logarithm is asked for."),
            (
                tensor([math.log(1 - p[0]), math.log(p[1])]),
                "p belongs to x = 1, and q to x = 0: they have changed places.",
            ),
        ],
    )
    certain = tensor([1.0, 0.0])
    student.bernoulli_log_prob(certain, certain.log(), (1 - certain).log()).should_be(
        tensor([0.0, 0.0]),
        hint="0 · (-inf) is NaN: what was impossible and did not happen costs nothing. See `times_log`.",
    )


@check("The logarithm of the normal density is right, far out too", points=2, about=["normal_log_prob"])
def log_density(student, draw):
    x, mean, std = draw.floats(-3, 3), draw.floats(-2, 2), draw.floats(0.3, 4, away_from=[1], by=0.2)
    z = (x - mean) / std
    right = -0.5 * z**2 - math.log(std) - 0.5 * math.log(2 * math.pi)
    mistakes = [
        (tensor(math.exp(right)), "This is the density: its logarithm is asked for."),
        (tensor(right + math.log(std)), "log σ is missing: a wide bell is a low one."),
        (tensor(right + 0.5 * math.log(2 * math.pi)), "½ log 2π is missing: without it the area is not 1."),
        (tensor(right + 0.5 * z**2 - z**2), "The half before the square is missing."),
        (
            tensor(-0.5 * (x - mean) ** 2 / std - math.log(std) - 0.5 * math.log(2 * math.pi)),
            "The distance is squared after it was divided by σ: (x - μ)²/σ², not /σ.",
        ),
    ]
    student.normal_log_prob(tensor(x), tensor(mean), tensor(std)).should_be(tensor(right), hint=mistakes)
    far = draw.integers(45, 60)
    student.normal_log_prob(tensor(float(far)), tensor(0.0), tensor(1.0)).should_be(
        tensor(-0.5 * far**2 - 0.5 * math.log(2 * math.pi)),
        hint="The density there is smaller than any float, and its logarithm -inf: never take the exponential.",
    )


@check("A gradient reaches the mean and the width of a normal distribution", points=2, about=["normal_log_prob"])
def slopes(student, draw):
    x, mean, std = draw.floats(-3, 3), draw.floats(-2, 2), draw.floats(0.5, 3)

    def log_prob(mu, sigma):
        z = (x - mu) / sigma
        return z * z * -0.5 - sigma.log()

    lost = (
        "No gradient arrives: stay with operations on tensors (no float(), .item(), .detach(), math.log of a tensor)."
    )
    for know in (oracle.finite_difference, oracle.torch_grad):
        of_mean, of_std = know(log_prob, mean, std)
        grads = student.execute(
            """
            import torch
            mu = torch.tensor(mean, dtype=torch.float64, requires_grad=True)
            sigma = torch.tensor(std, dtype=torch.float64, requires_grad=True)
            out = normal_log_prob(torch.tensor(x, dtype=torch.float64), mu, sigma)
            found = out.requires_grad and torch.autograd.grad(out, (mu, sigma), allow_unused=True)
            arrived = bool(found) and all(each is not None for each in found)
            of_mean, of_std = (float(each) for each in found) if arrived else (0.0, 0.0)
            """,
            mean=mean,
            std=std,
            x=x,
        )
        grads.arrived.should_be(True, hint=lost)
        grads.of_mean.should_be(of_mean)
        grads.of_std.should_be(of_std)


@check(
    "Many independent observations: the product of their likelihoods, in logarithms", points=3, about=["naive_bayes"]
)
def many_observations(student, draw):
    import torch

    prior = pmf(draw, 3)
    likelihoods = tensor([[draw.floats(0.05, 0.95) for _ in range(3)] for _ in range(5)])
    joint = prior * likelihoods.prod(0)
    alone = likelihoods.prod(0) / likelihoods.prod(0).sum()
    averaged = torch.softmax(prior.log() + likelihoods.log().mean(0), -1)
    student.naive_bayes(prior.log(), likelihoods.log()).should_be(
        joint / joint.sum(),
        hint=[
            (alone, "The prior is forgotten."),
            ((joint / joint.sum()).log(), "These are logarithms of the posterior: probabilities are asked for."),
            (joint, "The posterior must sum to 1 over the hypotheses."),
            (averaged, "Independent probabilities are multiplied: their logarithms are summed, not averaged."),
        ],
    )
    gap = draw.integers(5, 20) / 10_000
    long = tensor([[-3.0, -3.0 - gap]]).expand(2000, 2).contiguous()
    share = 1 / (1 + math.exp(-2000 * gap))
    student.naive_bayes(tensor([0.5, 0.5]).log(), long).should_be(
        tensor([share, 1 - share]),
        hint="2,000 observations: every product is rounded to 0, and 0 / 0 is NaN. Only differences of logarithms "
        "count: take the largest off before the exponential.",
    )
    batch = likelihoods.log().expand(2, 5, 3).contiguous()
    student.naive_bayes(prior.log(), batch).should_be(
        (joint / joint.sum()).expand(2, 3).contiguous(),
        hint="The observations lie along the last axis but one, so that a batch may stand before.",
    )


@check("Shares of ones are counted per class, and none is 0", points=2, about=["fit_shares"])
def shares(student, draw):
    import torch

    classes, count = 3, 11
    labels = torch.tensor([0, 1, 2, *(draw.integers(0, 2) for _ in range(count - 3))])
    x = tensor([[float(draw.integers(0, 1)) for _ in range(4)] for _ in range(count)])
    sizes = torch.bincount(labels, minlength=classes)
    ones = torch.stack([x[labels == k].sum(0) for k in range(classes)])
    prior, found = (student.fit_shares(x, labels, classes)[place].double() for place in (0, 1))
    prior.should_be(
        sizes.double() / count,
        hint=[
            (sizes.double(), "These are counts: divide by the number of all examples."),
            (tensor([1 / 3] * 3), "The classes are not equally frequent: count them."),
        ],
    )
    found.should_be(
        (ones + 1) / (sizes[:, None] + 2),
        hint=[
            (ones / sizes[:, None], "What was never seen has the share 0, and rules the class out: add 1 and 2."),
            ((ones + 1) / (count + 2), "The share is one of the class's own examples, not of all."),
            ((ones + 1) / (sizes[:, None] + 1), "One more with and one more without are two: + 2 below the line."),
        ],
    )


@check(
    f"What you wrote reads handwritten digits: at least {LEAST_ACCURACY:.0%} of those that it has never seen",
    points=3,
    rounds=1,
    about=["fit_shares", "bernoulli_log_prob", "naive_bayes"],
)
def digits(student, draw):
    from chainrule.data import load

    data = load("digits")
    train, test = (((part.images.flatten(1) > 100).double(), part.labels) for part in (data.train, data.test))
    keep = len(train[0]) - draw.integers(0, 20)
    classified = student.execute(
        """
        prior, p = fit_shares(x, labels, 10)
        logs = bernoulli_log_prob(unseen[:, :, None], p.T.log(), (1 - p.T).log())
        posterior = naive_bayes(prior.log(), logs)
        answers = posterior.argmax(1)
        sums = posterior.sum(1)
        """,
        x=train[0][:keep],
        labels=train[1][:keep],
        unseen=test[0],
    )
    answers = classified.answers.read()
    right = float((answers == test[1]).double().mean())
    classified.sums.should_be(tensor([1.0] * len(test[1])), hint="Each posterior must sum to 1 over the ten digits.")
    expected = reference(train[0][:keep], train[1][:keep], test[0])
    classified.answers.should_be(
        expected,
        hint=f"It reads {right:.1%} of the unseen digits; {float((expected == test[1]).double().mean()):.1%} can be "
        "reached. If the checks above pass, look at the shapes: (images, pixels, classes).",
    )


def reference(x, labels, unseen):
    """The answers of a naive Bayes classifier, written another way."""
    import torch

    found = []
    for k in range(10):
        mine = x[labels == k]
        p = (mine.sum(0) + 1) / (len(mine) + 2)
        found.append(math.log(len(mine) / len(x)) + unseen @ p.log() + (1 - unseen) @ (1 - p).log())
    return torch.stack(found, 1).argmax(1)
