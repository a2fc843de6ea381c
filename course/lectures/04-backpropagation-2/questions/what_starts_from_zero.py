from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=2,
    idea="two passes",
    section="backward-for-any-graph",
    level="recall",
)
def what_starts_from_zero(draw):
    """Which nodes begin each pass at zero, and which are emptied between two steps of training."""
    w, k, second = draw.choice([2.0, 3.0, -1.5]), draw.choice([3.0, 4.0]), draw.choice([1.0, -2.5])
    return draw.choice([begin_a_pass, empty_the_leaves])(w, k, second)


def begin_a_pass(w, k, second):
    """`backward` itself: the inner nodes."""
    return Fragment(
        """
        `backward` may be called several times: leaves then add up over the calls, and inner nodes hold the gradient of
        the latest call alone. `order` lists every node after its parents, and `hand_on` lets a node hand its gradient
        on. A `Value` has `data`, `grad`, `parents` and `local_derivatives`.
        """,
        """
        def backward(root, order, upstream):
            for node in order:
                if ____:
                    node.grad = 0.0
            root.grad += upstream
            for node in reversed(order):
                hand_on(node)
        """,
        f"""
        from chainrule.autograd import topological_order

        def hand_on(node):
            for parent, local in zip(node.parents, node.local_derivatives):
                parent.grad += node.grad * local

        w, k = Value({w}), Value({k})
        p = w * k
        L = p * p + w
        for upstream in (1.0, {second}):
            backward(L, topological_order(L), upstream)
        print(w.grad, k.grad, p.grad, L.grad)
        w.grad = 0.0
        backward(w, [w], 2.0)
        backward(w, [w], 2.0)
        print(w.grad)
        """,
        right("node.parents", because="Who has parents is an inner node. An empty tuple counts as false."),
        wrong("not node.parents", because="These are the leaves. They keep what they have, and inner nodes must not."),
        wrong("True", because="Then the leaves forget the first call, too."),
        wrong(
            "node is not root",
            because="The root would keep what the first call left in it, and the leaves would forget theirs.",
        ),
        wrong("node.grad", because="After the first call this is true of the leaves, too: they forget what they hold."),
        wrong(
            "node is root",
            because="The nodes between root and leaves keep the first call's gradient, and hand it on again.",
        ),
        rights=["node.parents != ()", "len(node.parents) > 0", "node.local_derivatives", "bool(node.parents)"],
    )


def empty_the_leaves(w, k, second):
    """Between two steps of training: the leaves."""
    return Fragment(
        """
        Before each step of training the gradients that `backward` would add to must be emptied; what the inner nodes
        of the last step hold is left as it is, to be looked at. `order` lists every node of the loss. A `Value` has
        `data`, `grad`, `parents` and `local_derivatives`.
        """,
        """
        def forget(order):
            for node in order:
                if ____:
                    node.grad = 0.0
        """,
        f"""
        from chainrule.autograd import topological_order
        w, k = Value({w}), Value({k})
        p = w * k
        L = p * p + w
        L.backward({second})
        forget(topological_order(L))
        print(w.grad, k.grad, p.grad, L.grad)
        """,
        right("not node.parents", because="Leaves add up over calls, and a leaf is a node without parents."),
        wrong("node.parents", because="These are the inner nodes. They start from zero in every pass anyway."),
        wrong("True", because="Then the inner nodes forget what the last step left in them."),
        wrong("node.grad", because="Inner nodes hold gradients, too, and were to keep them."),
        wrong("not node.grad", because="This sets to zero what is zero already."),
        rights=["node.parents == ()", "len(node.parents) == 0", "not node.local_derivatives", "not len(node.parents)"],
    )
