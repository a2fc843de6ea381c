from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=3,
    outcome="Compute gradients efficiently using the chain rule",
    minutes=1.5,
    idea="accumulation",
    section="accumulation",
    level="apply",
)
def shared_node_reveals_the_bug(draw):
    """Overwriting instead of accumulating shows only where a value is used twice."""
    a, b, c = draw.choice([("a", "b", "c"), ("x", "w", "b"), ("p", "q", "r")])
    shared, plain = draw.choice(
        [
            (f"{a}{b} + {a}", f"{a} * {b} + {a}"),
            (f"{a}{b} + {b}", f"{a} * {b} + {b}"),
            (f"({a} + {b}) \\cdot {b}", f"({a} + {b}) * {b}"),
        ]
    )
    return Choices(
        """
        In a student's engine the backward pass of every operation *overwrites* the gradients of its inputs (`grad =
        ...`) instead of adding to them (`grad += ...`). On which of these expressions does `backward()` give a wrong
        gradient?
        """,
        right(
            f"${shared}$",
            because="One variable is used twice here. It receives a gradient from each use, and the second wipes "
            "out the first.",
        ),
        wrong(
            f"$({a} + {b}) \\cdot {c}$",
            because="Every value is used once, so nothing is overwritten. That the expression has brackets does not "
            "matter.",
        ),
        wrong(
            f"$\\tanh({a}{b} + {c})$",
            because="A chain, however long or curved, gives each value one gradient as long as each is used once.",
        ),
        wrong(
            f"${a}{b} - {c}^3$",
            because="A power is one operation with one input, and every variable stands here once.",
        ),
        key=f"""
        from chainrule.autograd import Value, topological_order

        expressions = {{
            r"{shared}": lambda {a}, {b}, {c}: {plain},
            r"({a} + {b}) \\cdot {c}": lambda {a}, {b}, {c}: ({a} + {b}) * {c},
            r"\\tanh({a}{b} + {c})": lambda {a}, {b}, {c}: ({a} * {b} + {c}).tanh(),
            "{a}{b} - {c}^3": lambda {a}, {b}, {c}: {a} * {b} - {c} ** 3,
        }}

        def overwritten(root):
            # Each node in the order of the backward pass; what it hands to a parent takes the place of what was there.
            grads = {{root: 1.0}}
            for node in reversed(topological_order(root)):
                for parent, slope in zip(node.parents, node.local_derivatives):
                    grads[parent] = slope * grads[node]
            return grads

        for text, function in expressions.items():
            leaves = [Value(x) for x in (0.7, -1.3, 0.4)]
            wrong = overwritten(root := function(*leaves))
            root.backward()
            if any(abs(wrong.get(leaf, 0.0) - leaf.grad) > 1e-9 for leaf in leaves):
                print(text)
        """,
    )
