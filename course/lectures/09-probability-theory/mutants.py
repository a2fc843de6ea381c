"""Mistakes that students of lab 9 make, each planted in the solution and caught by the check that it names."""

from chainrule.labs import mutant


@mutant("a variance is E[x²]", caught_by="variance", says="the mean was not subtracted")
def variance_around_zero(source):
    return source.replace("values - expected_value(values, probs)[..., None]", "values + 0 * probs")


@mutant("distances are from the plain average", caught_by="variance", says="not from E[x]")
def variance_around_the_average(source):
    return source.replace("values - expected_value(values, probs)[..., None]", "values - values.mean() + 0 * probs")


@mutant("a variance is E[x²] - E[x]²", caught_by="variance_of_large_numbers", says="subtract the mean first")
def variance_by_two_large_numbers(source):
    return source.replace(
        "    return expected_value(deviations**2, probs)",
        "    return expected_value(values**2, probs) - expected_value(values, probs) ** 2 + 0 * deviations.sum(-1)",
    )


@mutant("the axis that is asked for is summed over", caught_by="marginals", says="sum over all the others")
def sums_what_is_asked_for(source):
    return source.replace(
        "    left = sorted(axes)", "    if len(axes) == 1:\n        return joint.sum(axes[0])\n    left = sorted(axes)"
    )


@mutant("the order of the axes does not matter", caught_by="marginals", says="in the order in which they were named")
def order_of_the_table(source):
    return source.replace("    return kept.permute([left.index(axis) for axis in axes])", "    return kept")


@mutant("a slice is a conditional", caught_by="conditionals", says="Divide by that")
def slice_as_it_stands(source):
    return source.replace("    return part / part.sum()\n", "    return part\n")


@mutant("each cell is divided by its column", caught_by="conditionals", says="the other way round")
def divided_by_the_other_marginal(source):
    return source.replace("    return part / part.sum()\n", "    return part / joint.sum(axis)\n")


@mutant("the first axis is the one that is known", caught_by="conditionals", says="must be taken along that one")
def always_the_first_axis(source):
    return source.replace("joint.select(axis, state)", "joint[state]")


@mutant("0 / 0 is somebody else's problem", caught_by="conditionals", says="without a word")
def divides_by_zero(source):
    return source.replace("if not part.sum() > 0:", "if part.sum() < 0:")


@mutant("a covariance is E[x y]", caught_by="covariance", says="the means were not subtracted")
def covariance_around_zero(source):
    return source.replace("x - expected_value(x, joint.sum(1))", "x").replace(
        "y - expected_value(y, joint.sum(0))", "y"
    )


@mutant("the marginals are enough for a covariance", caught_by="covariance", says="take the joint")
def covariance_without_the_joint(source):
    return source.replace("deviations_y * joint).sum()", "deviations_y * product_of_marginals(joint)).sum()")


@mutant("the prior does not matter", caught_by="posterior", says="base-rate fallacy")
def prior_forgotten(source):
    return source.replace("    joint = likelihood * prior  # (..., H)", "    joint = likelihood + 0 * prior")


@mutant("prior times likelihood is the posterior", caught_by="posterior", says="not divided by their sum")
def not_normalized(source):
    return source.replace("    return joint / evidence\n", "    return joint\n")


@mutant("all observations are divided by one sum", caught_by="posterior", says="its own sum")
def one_sum_for_all_rows(source):
    return source.replace("joint.sum(-1, keepdim=True)", "joint.sum()")


@mutant("one possible row makes all rows possible", caught_by="posterior", says="NaN unseen")
def impossible_among_others(source):
    return source.replace("(evidence > 0).all()", "(evidence > 0).any()")


@mutant(
    "a conditional keeps the axis that is known, and the first comes back",
    caught_by="chain_rule",
    says="for every cell",
)
def conditions_on_the_first_state(source):
    return source.replace(
        "    return part / part.sum()\n", "    return part / joint.sum() if joint.dim() == 3 else part / part.sum()\n"
    )


@mutant("the likeliest class is drawn", caught_by="draws", says="always the likeliest")
def likeliest(source):
    return source.replace(
        "    ends = probs.cumsum(-1)\n",
        "    return probs.argmax().expand(uniform.shape)\n    ends = probs.cumsum(-1)\n",
    )


@mutant("the end of a piece belongs to it", caught_by="draws", says="a class of probability 0 is never drawn")
def impossible_class(source):
    return source.replace("right=True", "right=False")


@mutant("probabilities sum to 1 in floats, too", caught_by="draws", says="no class after the last")
def one_class_too_many(source):
    return source.replace("right=True).clamp(max=len(probs) - 1)", "right=True)")


@mutant("p belongs to 0", caught_by="coin", says="changed places")
def coin_turned(source):
    return source.replace(
        "times_log(x, log_p) + times_log(1 - x, log_q)", "times_log(1 - x, log_p) + times_log(x, log_q)"
    )


@mutant("0 times anything is 0", caught_by="coin", says="costs nothing")
def zero_times_infinity(source):
    return source.replace("times_log(x, log_p) + times_log(1 - x, log_q)", "x * log_p + (1 - x) * log_q")


@mutant("the factor before the exponential is left out", caught_by="log_density", says="log σ is missing")
def no_width(source):
    return source.replace("-0.5 * z**2 - scale.log() - 0.5", "-0.5 * z**2 - 0.5")


@mutant("the square is divided by σ", caught_by="log_density", says="not /σ")
def divided_once(source):
    return source.replace("-0.5 * z**2 - scale.log()", "-0.5 * z**2 * scale - scale.log()")


@mutant("the logarithm of the density, taken last", caught_by="log_density", says="never take the exponential")
def exponential_first(source):
    return source.replace(
        "    return -0.5 * z**2 - scale.log() - 0.5 * math.log(2 * math.pi)",
        "    return ((-0.5 * z**2).exp() / (scale * math.sqrt(2 * math.pi))).log()",
    )


@mutant("the width is a number, and a number needs no gradient", caught_by="slopes", says="No gradient arrives")
def width_as_a_number(source):
    return source.replace("z = (x - loc) / scale\n", "scale = scale.detach()\n    z = (x - loc) / scale\n")


@mutant("independent logarithms are averaged", caught_by="many_observations", says="summed, not averaged")
def averaged_logarithms(source):
    return source.replace("log_likelihoods.sum(-2)", "log_likelihoods.mean(-2)")


@mutant("probabilities are multiplied as they are", caught_by="many_observations", says="rounded to 0")
def product_of_many(source):
    return source.replace(
        "    return torch.softmax(log_joint, -1)",
        "    joint = log_joint.exp()\n    return joint / joint.sum(-1, keepdim=True)",
    )


@mutant("what was never seen cannot be", caught_by="shares", says="rules the class out")
def shares_of_zero(source):
    return source.replace("(belongs.T @ x + 1) / (counts[:, None] + 2)", "belongs.T @ x / counts[:, None]")


@mutant("a share is one of all examples", caught_by="shares", says="not of all")
def shares_of_all(source):
    return source.replace("(belongs.T @ x + 1) / (counts[:, None] + 2)", "(belongs.T @ x + 1) / (len(x) + 2)")


@mutant("a feature that is missing tells nothing", caught_by="digits", says="can be reached")
def ones_alone(source):
    return source.replace(
        "    return times_log(x, log_p) + times_log(1 - x, log_q)",
        "    return times_log(x, log_p) if x.dim() > 2 else times_log(x, log_p) + times_log(1 - x, log_q)",
    )
