from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=3,
    outcome="Compute gradients efficiently using the chain rule",
    minutes=2,
    idea="cost of reverse mode",
    section="why-backward",
    level="apply",
)
def price_of_a_gradient(draw):
    """Why training is affordable: one backward pass serves all parameters."""
    times = draw.choice([3, 4, 5, 10])
    return Choices(
        f"""
        A model is made larger: it gets {times} times as many parameters, and one forward pass now takes {times} times
        as long. All derivatives of its one loss are wanted. By about how much does the time grow if they are found by
        nudging, and if they are found by one backward pass?
        """,
        right(
            f"Nudging: {times**2} times, backward pass: {times} times",
            because=f"Nudging needs one run per parameter: {times} times as many runs, each {times} times as long. "
            "There is one backward pass however many parameters there are, and its length grows with the graph.",
        ),
        wrong(
            f"Nudging: {times} times, backward pass: {times} times",
            because=f"There are {times} times as many runs, but each of them takes longer, too.",
        ),
        wrong(
            f"Nudging: {times} times, backward pass: not at all",
            because="That one pass serves all parameters does not make the pass shorter: it walks every arrow of the "
            "larger graph.",
        ),
        wrong(
            f"Nudging: {times**2} times, backward pass: {times**2} times",
            because="The backward pass is not repeated for each parameter. It walks every arrow once.",
        ),
        key=f"""
        from chainrule.autograd import topological_order

        def work(n):
            knobs = [Value(0.1) for _ in range(n)]
            total = Value(1.0)
            for knob in knobs:
                total = total + knob * 2.0
            order = topological_order(total * total)
            run = sum(len(node.parents) > 0 for node in order)
            return (n + 1) * run, sum(len(node.parents) for node in order)

        small, large = work(500), work(500 * {times})
        nudging, backward = (round(b / a) for a, b in zip(small, large))
        print(f"Nudging: {{nudging}} times, backward pass: {{backward}} times")
        """,
    )
