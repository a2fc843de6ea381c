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
    """Which nodes `backward` sets to zero before it begins."""
    w, k, second = draw.choice([2.0, 3.0, -1.5]), draw.choice([3.0, 4.0]), draw.choice([1.0, -2.5])
    return Fragment(
        """
        `backward` may be called several times: leaves then add up over the calls, and inner nodes hold the gradient of
        the latest call alone. `order` lists every node after its parents. A `Value` has `data`, `grad`, `parents` and
        `local_derivatives`.
        """,
        """
        def backward(root, order, upstream):
            for node in order:
                if ____:
                    node.grad = 0.0
            root.grad += upstream
            for node in reversed(order):
                for parent, local in zip(node.parents, node.local_derivatives):
                    parent.grad += node.grad * local
        """,
        f"""
        from chainrule.autograd import topological_order
        w, k = Value({w}), Value({k})
        p = w * k
        L = p * p + w
        for upstream in (1.0, {second}):
            backward(L, topological_order(L), upstream)
        print(w.grad, k.grad, p.grad, L.grad)
        assert L.grad == {second}
        w.grad = 0.0
        backward(w, [w], 2.0)
        backward(w, [w], 2.0)
        print(w.grad)
        """,
        right("node.parents", because="Who has parents is an inner node. An empty tuple counts as false."),
        wrong("not node.parents", because="This is the leaves. They keep what they have, and inner nodes must not."),
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
