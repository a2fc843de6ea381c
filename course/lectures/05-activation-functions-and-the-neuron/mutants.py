"""Mistakes that students of lab 5 make, each planted in the solution and caught by the check that it names."""

from chainrule.labs import mutant


@mutant("a leaky ReLU is a ReLU", caught_by="values", says="here it is 0")
def leaky_is_dry(source):
    return source.replace("np.where(z.data > 0, 1.0, slope)", "np.where(z.data > 0, 1.0, 0.0)")


@mutant("the slope is 0.01, whatever is asked for", caught_by="values", says="is ignored")
def leaky_by_default(source):
    return source.replace("np.where(z.data > 0, 1.0, slope)", "np.where(z.data > 0, 1.0, 0.01)")


@mutant("at zero the large slope counts", caught_by="at_zero", says="the small one")
def leaky_at_zero(source):
    return source.replace("np.where(z.data > 0, 1.0, slope)", "np.where(z.data >= 0, 1.0, slope)")


@mutant("the gradient passes a leaky ReLU unchanged", caught_by="slopes", says="1 above zero only")
def leaky_passes(source):
    return source.replace('"leaky_relu", (z,), (lambda g: g * rates,)', '"leaky_relu", (z,), (lambda g: g,)')


@mutant("below zero nothing flows back", caught_by="slopes", says="the point of the leaky ReLU")
def leaky_blocks(source):
    return source.replace(
        '"leaky_relu", (z,), (lambda g: g * rates,)', '"leaky_relu", (z,), (lambda g: g * (z.data > 0),)'
    )


@mutant("a local derivative is all that flows back", caught_by="slopes", says="upstream gradient is missing")
def softplus_without_upstream(source):
    return source.replace("(lambda g: g * sigmoid(x),)", "(lambda g: sigmoid(x),)")


@mutant("the softplus has the slope of the sigmoid", caught_by="slopes", says="slope of the sigmoid")
def softplus_slope_of_sigmoid(source):
    return source.replace("g * sigmoid(x)", "g * sigmoid(x) * (1 - sigmoid(x))")


@mutant("a slope is always taken from the output", caught_by="slopes", says="here it is taken of the output")
def softplus_slope_of_output(source):
    return source.replace("g * sigmoid(x)", "g * sigmoid(y)")


@mutant("the formula of the softplus, as it stands", caught_by="far_out", says="positive exponent")
def softplus_overflows(source):
    return source.replace("np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))", "np.log(1 + np.exp(x))")


@mutant("the SiLU is z times a constant", caught_by="slopes", says="two places")
def silu_first_gift(source):
    return source.replace("g * (s + x * s * (1 - s))", "g * s")


@mutant("the SiLU is a constant times the sigmoid", caught_by="slopes", says="two places")
def silu_second_gift(source):
    return source.replace("g * (s + x * s * (1 - s))", "g * x * s * (1 - s)")


@mutant("the second gift of a product is only the slope", caught_by="slopes", says="a factor is missing")
def silu_without_factor(source):
    return source.replace("g * (s + x * s * (1 - s))", "g * (s + s * (1 - s))")


@mutant("the SiLU is made of the engine's own operations", caught_by="one_node", says="one node")
def silu_composed(source):
    return source.replace(
        'return new_node(x * s, "silu", (z,), (lambda g: g * (s + x * s * (1 - s)),))', "return z * z.sigmoid()"
    )


@mutant("the weighted sum is made of the engine's own operations", caught_by="one_node_of_several", says="one node")
def sum_composed(source):
    return source.replace(
        'return new_node(rows @ weights + b.data, "weighted_sum", (x, w, b), vjps)', "return x @ w + b"
    )


@mutant("the distance is made of the engine's own operations", caught_by="one_node_of_several", says="one node")
def distance_composed(source):
    return source.replace(
        'return new_node((away * away).sum(-1), "squared_distance", (x, centre), vjps)',
        "return ((x - centre) ** 2).sum(-1)",
    )


@mutant("the bias is forgotten", caught_by="sums", says="bias is missing")
def sum_without_bias(source):
    return source.replace("rows @ weights + b.data", "rows @ weights + 0 * b.data")


@mutant("a weight receives the weights", caught_by="gradients_of_the_sum", says="changed places")
def gifts_swapped(source):
    return source.replace("lambda g: g[..., None] * weights, lambda g: g[..., None] * rows",
                          "lambda g: g[..., None] * rows, lambda g: g[..., None] * weights + 0 * rows")  # fmt: skip


@mutant("what flows into a weight is the input alone", caught_by="gradients_of_the_sum", says="g times that row")
def weights_without_upstream(source):
    return source.replace("lambda g: g[..., None] * rows", "lambda g: 1.0 * rows")


@mutant("the gradient of a batch is a mean", caught_by="gradients_of_the_sum", says="not averaged")
def weights_averaged(source):
    return source.replace("lambda g: g[..., None] * rows", "lambda g: g[..., None] * rows / max(1, g.size)")


@mutant("one bias, so one gift for each row", caught_by="gradients_of_the_sum", says="not the number of rows")
def bias_counts(source):
    return source.replace("rows, lambda g: g)", "rows, lambda g: np.ones_like(g))")


@mutant("descent adds what it should subtract", caught_by="it_learns", says="can be told apart")
def weights_climb(source):
    return source.replace("lambda g: g[..., None] * rows", "lambda g: -g[..., None] * rows")


@mutant("shapes that NumPy accepts fit", caught_by="misfits", says="Compare them first")
def sum_accepts_anything(source):
    return source.replace("if w.ndim != 1 or x.shape[-1:] != w.shape or b.shape != ():", "if False:")


@mutant("a distance is a root", caught_by="distance", says="has no root")
def distance_with_root(source):
    return source.replace("(away * away).sum(-1)", "np.sqrt((away * away).sum(-1))")


@mutant("squares may be taken first", caught_by="distance", says="Subtract first")
def distance_of_squares(source):
    return source.replace("(away * away).sum(-1)", "(x.data**2).sum(-1) - (centre.data**2).sum()")


@mutant("x and the centre are pulled the same way", caught_by="gradients_of_the_distance", says="sign is wrong")
def centre_with_sign_of_x(source):
    return source.replace("-2 * g[..., None] * away", "2 * g[..., None] * away")


@mutant("a square has the slope of a product by one", caught_by="gradients_of_the_distance", says="2 of the square")
def distance_without_two(source):
    return source.replace("lambda g: 2 * g[..., None] * away", "lambda g: g[..., None] * away")
