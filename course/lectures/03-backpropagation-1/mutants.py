"""Mistakes that students of lab 3 make, each planted in the solution and caught by the check that it names."""

from chainrule.labs import mutant


@mutant("relu is the identity", caught_by="forward", says="lets negative numbers through")
def relu_lets_negatives_through(source):
    return source.replace("(0.0, 0.0) if self.data <= 0.0", "(self.data, 0.0) if self.data <= 0.0")


@mutant("the order of the parents does not matter", caught_by="parents", says="the left one first")
def parents_swapped(source):
    return source.replace('"+", (a, b), (1.0, 1.0)', '"+", (b, a), (1.0, 1.0)')


@mutant("a difference has the derivatives of a sum", caught_by="local_derivatives", says="towards b is -1")
def difference_like_sum(source):
    return source.replace("(1.0, -1.0)", "(1.0, 1.0)")


@mutant("each factor is its own derivative", caught_by="local_derivatives", says="have changed places")
def product_swapped(source):
    return source.replace("(b.data, a.data)", "(a.data, b.data)")


@mutant("the derivative of 1/b is 1/b**2", caught_by="local_derivatives", says="with a minus sign")
def quotient_sign(source):
    return source.replace("-q / b.data", "q / b.data")


@mutant("the exponent stays as it is", caught_by="power", says="exponent falls by one")
def power_keeps_exponent(source):
    return source.replace("real.power_slope(a.data, n)", "n * real.power(a.data, n)")


@mutant("a**b grows with b as fast as with a", caught_by="power", says="logarithm is missing")
def power_without_log(source):
    return source.replace("y * math.log(a.data)", "y")


@mutant("a power is e**(n log a), whatever the sign", caught_by="power_of_any_base", says="The sign is lost")
def power_by_the_size_alone(source):
    return source.replace("new_node(real.power(a.data, n)", "new_node(real.power(abs(a.data), n)")


@mutant("the slope of a power looks at the size alone", caught_by="power_of_any_base", says="The sign is lost")
def power_slope_by_the_size_alone(source):
    return source.replace("real.power_slope(a.data, n)", "real.power_slope(abs(a.data), n)")


@mutant("n * a**(n - 1) holds for n = 0 at 0, too", caught_by="power_of_any_base", says="zero has no negative power")
def power_zero_of_zero(source):
    return source.replace("real.power_slope(a.data, n)", "n * real.power(a.data, n - 1)")


@mutant("the derivative of e**a is a", caught_by="exp_and_log", says="e**a, the result")
def exp_slope_is_input(source):
    return source.replace('"exp", (self,), (y,)', '"exp", (self,), (self.data,)')


@mutant("the derivative of tanh uses the input", caught_by="tanh", says="with the output")
def tanh_slope_of_input(source):
    return source.replace("1.0 - y * y", "1.0 - self.data * self.data")


@mutant("relu has slope 1 everywhere", caught_by="relu", says="flat")
def relu_slope_one(source):
    return source.replace("(0.0, 0.0) if self.data <= 0.0", "(0.0, 1.0) if self.data <= 0.0")


@mutant("relu has slope 1 at the kink", caught_by="relu", says="0 there by agreement")
def relu_slope_at_zero(source):
    return source.replace("(0.0, 0.0) if self.data <= 0.0", "(0.0, 0.0) if self.data < 0.0")


@mutant("relu is max(0.0, a), which makes 0 of NaN", caught_by="relu", says="A NaN is hidden")
def relu_hides_nan(source):
    return source.replace(
        "(0.0, 0.0) if self.data <= 0.0 else (self.data, 1.0)", "(self.data, 1.0) if self.data > 0.0 else (0.0, 0.0)"
    )


@mutant("5 - a is a - 5", caught_by="reflected", says="the 5 is first")
def reflected_difference(source):
    return source.replace("as_value(other) - self", "self - as_value(other)")


@mutant("1 / a is a / 1", caught_by="reflected", says="the 1 is above")
def reflected_quotient(source):
    return source.replace("as_value(other) / self", "self / as_value(other)")


@mutant("whatever float() accepts is a number", caught_by="no_number", says="refuses everything else")
def text_as_number(source):
    return source.replace("as_value(other)\n", "other if isinstance(other, Value) else Value(float(other))\n")


@mutant("a quotient takes whatever float() accepts", caught_by="no_number", says="refuses everything else")
def text_below_the_line(source):
    return source.replace(
        "a, b = self, as_value(other)\n        q =",
        "a, b = self, other if isinstance(other, Value) else Value(float(other))\n        q =",
    )


@mutant("an exponent is whatever float() accepts", caught_by="no_number", says="refuses everything else")
def text_as_exponent(source):
    return source.replace("a, n = self, as_float(other)", "a, n = self, float(other)")


@mutant("5 - a takes whatever float() accepts", caught_by="no_number", says="refuses everything else")
def text_on_the_left(source):
    return source.replace("as_value(other) - self", "Value(float(other)) - self")


@mutant("a very small number in place of zero mends a division", caught_by="no_result", says="has no result")
def division_by_almost_zero(source):
    return source.replace(
        "        q = real.divide", "        b = b if b.data else Value(1e-12)\n        q = real.divide"
    )


@mutant("a very small number in place of zero mends a logarithm", caught_by="no_result", says="greater than zero")
def log_of_almost_zero(source):
    return source.replace(
        '"log", (self,), (1.0 / self.data,)', '"log", (self,), (1.0 / max(self.data, 1e-12),)'
    ).replace("real.log(self.data)", "real.log(max(self.data, 1e-12))")


@mutant("a power is whatever Python makes of it", caught_by="no_result", says="complex number")
def power_may_be_complex(source):
    return source.replace("new_node(real.power(a.data, n)", "new_node(a.data**n").replace(
        "real.power_slope(a.data, n)", "(n * a.data ** (n - 1) if n else 0.0)"
    )


@mutant("the root comes first", caught_by="order", says="begins at the root")
def order_from_root(source):
    return source.replace("return list(order)", "return list(order)[::-1]")


@mutant("a node comes before its parents", caught_by="order", says="before one of its parents")
def order_of_visits(source):
    return edit_order(
        source,
        """
        while stack:
            node = stack.pop()
            if node not in order:
                order[node] = None
                stack.extend(node.parents)
        return list(order)[::-1]
        """,
    )


@mutant("a node is listed at every visit", caught_by="order", says="listed more than once")
def order_with_repeats(source):
    return edit_order(
        source,
        """
        listed = []
        while stack:
            node = stack.pop()
            listed.append(node)
            stack.extend(node.parents)
        return listed[::-1]
        """,
    )


@mutant("only the local derivative is passed on", caught_by="chain_rule", says="Only the local derivative arrived")
def no_chain(source):
    return source.replace("+= local * node.grad", "+= local", 1)


@mutant("backward goes from the inputs to the result", caught_by="chain_rule", says="No gradient arrived")
def backward_forwards(source):
    return source.replace("in reversed(order)", "in order")


@mutant("a gradient is set, not added to", caught_by="shared_subgraph", says="overwritten")
def overwrite(source):
    return source.replace("parent.grad += ", "parent.grad = ", 1)


@mutant("the result's gradient is always 1", caught_by="upstream", says="`upstream` is ignored")
def upstream_ignored(source):
    return source.replace("self.grad += as_float(upstream)", "self.grad += 1.0")


@mutant("inner nodes keep what they have", caught_by="twice", says="Inner nodes kept the gradient")
def no_reset(source):
    return source.replace("if node.parents:\n                node.grad = 0.0", "pass")


@mutant("everything is set to 0 when backward begins", caught_by="twice", says="leaves add up over calls")
def leaves_reset(source):
    return source.replace("if node.parents:\n                node.grad = 0.0", "node.grad = 0.0")


@mutant("the root's gradient is set, though it may be a leaf", caught_by="twice", says="leaves add up over calls")
def root_set(source):
    return source.replace("self.grad += as_float(upstream)", "self.grad = as_float(upstream)")


@mutant("recursion goes as deep as it likes", caught_by="long_chain", says="use a list as a stack")
def recursion(source):
    return edit_order(
        source,
        """
        def visit(node):
            if node not in order:
                for parent in node.parents:
                    visit(parent)
                order[node] = None

        visit(root)
        return list(order)
        """,
    )


@mutant("a list is as good as a set", caught_by="long_chain", says="in a set or dict fast")
def looked_up_in_a_list(source):
    return source.replace("order: dict[Value, None] = {}", "order: list[Value] = []").replace(
        "order[stack.pop()] = None", "order.append(stack.pop())"
    )


@mutant("every path is walked", caught_by="many_paths", says="visited once needs no second visit")
def every_path(source):
    return edit_order(
        source,
        """
        while stack:
            node = stack.pop()
            order.pop(node, None)
            order[node] = None
            stack.extend(node.parents)
        return list(order)[::-1]
        """,
    )


@mutant("a gradient is passed on as soon as it arrives", caught_by="whole_graph", says="only when it has all of it")
def no_waiting(source):
    return source.replace(
        "        for node in reversed(order):\n", "        queue = [self]\n        for node in queue:\n"
    ).replace("+= local * node.grad\n", "+= local * node.grad\n                queue.append(parent)\n", 1)


@mutant("each number of a dot product is its own derivative", caught_by="dot", says="its own derivative here")
def dot_not_swapped(source):
    return source.replace("for b in (*theirs, *ours)", "for b in (*ours, *theirs)")


@mutant("what has no partner is left out", caught_by="dot", says="dropped in silence")
def dot_of_the_shorter(source):
    return source.replace("if len(left) != len(right):", "if False:").replace(
        "zip(ours, theirs, strict=True)", "zip(ours, theirs, strict=False)"
    )


@mutant(
    "a user counts once, however often it uses the node", caught_by="counting", says="What stands twice in the graphs"
)
def counts_users_not_uses(source):
    return source.replace(
        "        for parent in node.parents:\n            if parent not in uses:",
        "        for parent in set(node.parents):\n            if parent not in uses:",
    )


@mutant("a node hands on as soon as anything has arrived", caught_by="counting", says="What stands twice in the graphs")
def counting_is_not_waited_for(source):
    return source.replace(
        "            if uses[parent] == 0:\n                ready", "            if True:\n                ready"
    )


@mutant("the largest rate is the fastest", caught_by="reaches", says="death of a ReLU")
def fits_too_fast(source):
    return source.replace("if loss.data < best[0]:", "if True:").replace("0.02 * knob.grad", "0.3 * knob.grad")


@mutant("a few steps are enough", caught_by="reaches", says="on its way")
def fits_too_briefly(source):
    return source.replace("range(700)", "range(30)")


def edit_order(source, body):
    """The source with another body after the first two lines of `topological_order`."""
    before, begin, rest = source.partition("    stack = [root]\n")
    _, end, after = rest.partition("    return list(order)\n")
    assert begin, "topological_order has changed: write the mutants anew"
    assert end, "topological_order has changed: write the mutants anew"
    return before + begin + "\n".join(line[4:] for line in body.splitlines()[1:-1]) + "\n" + after
