"""Mistakes that students of lab 2 make, each planted in the solution and caught by the check that it names."""

from chainrule.labs import mutant


@mutant("the inner size stays", caught_by="shape_of_a_product", says="summed away")
def inner_size_stays(source):
    return source.replace("        return m, n\n", "        return m, k\n")


@mutant("the outer sizes vanish", caught_by="shape_of_a_product", says="which vanish")
def outer_sizes_vanish(source):
    return source.replace("        return m, n\n", "        return k, rows\n")


@mutant("the columns of both must be equal", caught_by="product_refused", says="no other sizes need to be equal")
def columns_compared(source):
    return source.replace("    if k == rows:\n", "    if k in (rows, n):\n")


@mutant("a list of one axis is a row", caught_by="product_refused", says="two sizes belongs to a matrix")
def vectors_are_rows(source):
    return source.replace(
        "        if len(shape) != 2:\n            raise",
        "        if len(shape) != 2:\n            return shape\n            raise",
    )


@mutant("a message says only that something is wrong", caught_by="product_refused", says="Name both sizes")
def message_without_sizes(source):
    begin, end = source.index('        f"{first} @ {second}: a row'), source.index("would fit")
    rest = source.index("\n    )\n", begin)
    assert end < begin < rest
    return source[:begin] + '        "the shapes do not fit"' + source[rest:]


@mutant("shapes are compared from the left", caught_by="broadcasting", says="compared from the right")
def from_the_left(source):
    return source.replace("reversed(first), reversed(second)", "first, second").replace(
        "tuple(reversed(sizes))", "tuple(sizes)"
    )


@mutant("the sizes are collected and not turned round", caught_by="broadcasting", says="turn them round")
def not_turned_round(source):
    return source.replace("return tuple(reversed(sizes))", "return tuple(sizes)")


@mutant("the larger size wins, also over 0", caught_by="broadcasting", says="the 0 stays")
def larger_wins(source):
    return source.replace("sizes.append(b if a == 1 else a)", "sizes.append(max(a, b))")


@mutant("whatever does not fit is stretched", caught_by="broadcasting_refused", says="Here neither holds")
def stretches_anything(source):
    return source.replace("if a != b and 1 not in (a, b):", "if a < 0:")


@mutant("axis 0 gives a number per row", caught_by="norms_of_rows", says="a norm per column")
def norm_of_columns(source):
    return source.replace("(sizes**p).sum(axis=1)", "(sizes**p).sum(axis=0)")


@mutant("a sum of powers is a norm", caught_by="norms_of_rows", says="root of order p is missing")
def no_root(source):
    return source.replace("return powers ** (1.0 / p)", "return powers")


@mutant("signs need no care", caught_by="norms_of_rows", says="Signs cancel")
def signs_cancel(source):
    return source.replace('np.abs(matrix(x, "x"))', 'matrix(x, "x")')


@mutant("every p gives a norm", caught_by="norms_of_rows", says="detour would be shorter")
def any_p(source):
    return source.replace("if not p >= 1.0:", "if not p > 0.0:")


@mutant("an inner product is a cosine", caught_by="cosines_of_pairs", says="lengths of both rows")
def only_inner(source):
    return source.replace("(a / lengths[0][:, None]) @ (b / lengths[1][:, None]).T", "a @ b.T")


@mutant("one of the two lengths is enough", caught_by="cosines_of_pairs", says="lengths of both rows")
def one_length(source):
    return source.replace("(b / lengths[1][:, None]).T", "b.T")


@mutant("zero has an angle with everything", caught_by="cosines_of_pairs", says="refuse it")
def zero_has_an_angle(source):
    return source.replace("if not (lengths[0].all() and lengths[1].all()):", "if not lengths[0].all():")


@mutant("a squared distance is a distance", caught_by="distances_of_pairs", says="root is missing")
def squared_distance(source):
    return source.replace("return np.sqrt(squares)", "return squares")


@mutant("differences are added, then squared", caught_by="distances_of_pairs", says="Square before you add")
def added_then_squared(source):
    return source.replace("(differences**2).sum(axis=2)", "differences.sum(axis=2) ** 2")


@mutant("|x|² + |y|² - 2 x·y is the same", caught_by="distances_far_away", says="digits are lost")
def expanded_square(source):
    return source.replace(
        "squares: Array = (differences**2).sum(axis=2)",
        "squares: Array = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T\n    squares = np.maximum(squares, 0)",
    )


@mutant("a longer arrow has a larger slope", caught_by="slope_along", says="length 1 first")
def arrow_not_scaled(source):
    return source.replace("move = step * along / length", "move = step * along")


@mutant("the two points are one step apart", caught_by="slope_along", says="2 * step apart")
def divided_by_one_step(source):
    return source.replace("/ (2.0 * step)", "/ step")


@mutant("every entry is nudged alike", caught_by="slope_along", says="move along the direction")
def nudges_all(source):
    return source.replace("move = step * along / length", "move = np.full(at.shape, step)")


@mutant("the slope is measured entry by entry", caught_by="two_calls", says="two calls per entry")
def by_the_whole_gradient(source):
    return source.replace(
        "    return float((function(at + move) - function(at - move)) / (2.0 * step))",
        "    nudges = step * np.eye(at.size)\n"
        "    slopes = [(function(at + each) - function(at - each)) / (2.0 * step) for each in nudges]\n"
        "    return float(np.array(slopes) @ along / length)",
    )


@mutant("the gradient of W is transposed", caught_by="through_a_layer", says="a row per output")
def weights_transposed(source):
    return source.replace("g.T @ inputs", "inputs.T @ g")


@mutant("gradients are averaged over the examples", caught_by="through_a_layer", says="do not average")
def averaged(source):
    return source.replace("g.T @ inputs", "g.T @ inputs / len(g)")


@mutant("the bias gets a gradient per example", caught_by="through_a_layer", says="sum of all rows")
def bias_not_summed(source):
    return source.replace("g.sum(axis=0)", "g")


@mutant("the bias is summed over the outputs", caught_by="through_a_layer", says="a sum per example")
def bias_summed_over_outputs(source):
    return source.replace("g.sum(axis=0)", "g.sum(axis=1)")


@mutant("NumPy will say what does not fit", caught_by="layer_refused", says="say in the message")
def upstream_unchecked(source):
    return source.replace("if g.shape != wanted:", "if len(wanted) != 2:")


@mutant("a row's length stands still", caught_by="through_unit_rows", says="does not stand still")
def length_stands_still(source):
    return source.replace("result: Array = (g - along) / lengths", "result: Array = g / lengths")


@mutant("long rows turn as fast as short ones", caught_by="through_unit_rows", says="turns it less")
def not_divided_by_length(source):
    return source.replace("result: Array = (g - along) / lengths", "result: Array = g - along")


@mutant("what lies along the row is added", caught_by="through_unit_rows", says="does not move at all")
def along_is_added(source):
    return source.replace("result: Array = (g - along) / lengths", "result: Array = (g + along) / lengths")


@mutant("all rows share one inner product", caught_by="through_unit_rows", says="add per row")
def one_inner_product(source):
    return source.replace("(g * units).sum(axis=1, keepdims=True) * units", "(g * units).sum() * units")


@mutant("a row of zeros is left as it is", caught_by="unit_rows_refused", says="goes on")
def zero_row_passes(source):
    return source.replace(
        '    if not lengths.all():\n        raise ValueError("a row of zeros has no direction, and cannot',
        '    if lengths.size < 0:\n        raise ValueError("a row of zeros has no direction, and cannot',
    )


@mutant("NumPy will stretch the upstream gradient", caught_by="unit_rows_refused", says="compare the shapes first")
def upstream_stretched(source):
    return source.replace("if rows.shape != g.shape:", "if rows.ndim != g.ndim:")


@mutant("backward is the same matrix as forward", caught_by="back_through_layers", says="the sign is wrong")
def not_transposed(source):
    return source.replace('g = g @ matrix(w, "a layer")', 'g = matrix(w, "a layer") @ g')


@mutant("the first layer comes first, also on the way back", caught_by="back_through_layers", says="in the other order")
def from_the_first_layer(source):
    return source.replace("for w in reversed(weights):", "for w in weights:")
