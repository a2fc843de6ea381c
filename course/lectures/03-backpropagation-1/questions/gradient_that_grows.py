from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=3,
    outcome="Understand automatic differentiation",
    minutes=1.5,
    idea="zero_grad",
    section="training-mistakes",
    level="diagnose",
)
def gradient_that_grows(draw):
    """`backward()` adds to `.grad`; nobody empties it but you."""
    start, point = draw.choice([(1.0, 3.0), (2.0, 5.0), (0.0, 2.0)])
    gradient = 2 * (start - point)
    return Choices(
        f"""
        In a notebook, this cell is run three times in a row. `w` was made in an earlier cell as
        `torch.tensor({start}, requires_grad=True)` and is never changed.

        ```python
        loss = (w - {point}) ** 2
        loss.backward()
        print(w.grad.item())
        ```

        It prints {gradient}, then {2 * gradient}, then {3 * gradient}. Why?
        """,
        right(
            "`backward()` adds to the old gradient.",
            because="PyTorch accumulates into `.grad`, so that several losses can contribute. Reset it before the "
            "next pass.",
        ),
        wrong(
            "The weight drifts away from the minimum.",
            because="`w` is never changed here: no line assigns to it, and no optimizer makes a step.",
        ),
        wrong(
            "The new graph is joined to the old one.",
            because="Each run builds a new graph from `w` alone. The graphs of earlier runs are gone after "
            "`backward()`.",
        ),
        wrong(
            "The loss is the sum over the runs so far.",
            because="`loss` is computed afresh each time and has the same value. It is the gradient that is summed.",
        ),
        key=f"""
        def cell(w):
            loss = (w - {point}) ** 2
            loss.backward()
            return loss.item(), w.grad.item()

        w = torch.tensor({start}, requires_grad=True)
        losses, grads = zip(*[cell(w) for _ in range(3)])
        w.grad = None
        afresh = cell(w)[1]
        if grads == tuple(n * afresh for n in (1, 2, 3)) and len(set(losses)) == 1 and w.item() == {start}:
            print("backward() adds to the old gradient.")
        """,
    )
