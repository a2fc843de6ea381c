from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=2,
    idea="dead ReLU",
    section="dead-relu",
    level="apply",
)
def rides_that_teach_nothing(draw):
    """For which knobs no ride moves the neuron any more."""
    shortest, longest = draw.choice([1, 2]), draw.choice([5, 6, 8])
    v, falling = draw.choice([1, 2]), draw.choice([True, False])
    dead = (-2, shortest) if falling else (1, -longest - 1)
    others = [
        ((-2, 3 * shortest), f"The shortest ride gives $-2 \\cdot {shortest} + {3 * shortest} = {shortest}$: above 0."),
        ((1, 1 - longest), f"The longest ride gives ${longest} - {longest - 1} = 1$: that one still moves the knobs."),
        ((2, -shortest), f"A negative $c$ is not enough: the shortest ride gives ${shortest}$, and longer ones more."),
    ]
    size = f"-2 \\cdot {shortest} + {shortest} = {-shortest}" if falling else f"{longest} - {longest + 1} = -1"
    texts = [f"$w = {w}$, $c = {c}$" for w, c in (dead, *(knobs for knobs, _ in others))]
    return Choices(
        f"""
        The fare of a ride of $x$ kilometres is predicted by

        $$v \\cdot \\max(0,\\ w x + c) + b,$$

        with $v = {v}$, and trained on rides from {shortest} to {longest} kilometres. At which of these knobs are the
        gradients of $w$, $c$ and $v$ zero, whatever was paid, so that only $b$ still learns?
        """,
        right(
            texts[0],
            because=f"The largest that any ride gives is ${size}$. So the rectifier puts out 0 for all of them, and "
            "its local derivative is 0.",
        ),
        *(wrong(text, because=because) for text, (_, because) in zip(texts[1:], others, strict=True)),
        key=f"""
        for w, c in {[dead, *(knobs for knobs, _ in others)]}:
            knobs = [Value(w), Value(c), Value({v})]
            total = Value(0)
            for x in range({shortest}, {longest} + 1):
                total = total + (knobs[2] * (knobs[0] * x + knobs[1]).relu() - 1000.0) ** 2
            total.backward()
            if all(knob.grad == 0 for knob in knobs):
                print(f"w = {{w}}, c = {{c}}")
        """,
    )
