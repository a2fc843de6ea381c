from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=3,
    outcome="Understand automatic differentiation",
    minutes=4,
    idea="no_grad",
    section="pytorch",
    level="recall",
)
def update_outside_the_graph(draw):
    """Why the update of the weights is done under `torch.no_grad()`."""
    rate = draw.choice([0.1, 0.01, 0.05])
    return OpenQuestion(
        f"""
        `w` is a leaf tensor with `requires_grad=True`. Two students write the update of gradient descent without an
        optimizer:

        ```python
        w -= {rate} * w.grad          # Fidan
        w = w - {rate} * w.grad       # Huseyn
        ```

        Fidan gets a RuntimeError at once. Huseyn's line runs, but after the next `backward()` his `w.grad` is `None`.

        Explain what autograd makes of such a line, and why inside `with torch.no_grad():` Fidan's form works while
        Huseyn's still does not.
        """,
        model="""
        Outside no_grad the update is itself recorded as part of the graph. Autograd refuses to change a leaf in
        place while recording; Huseyn's line makes a new tensor that is the result of an operation and no leaf, so
        gradients are not kept in it. Under no_grad nothing is recorded: Fidan changes the same leaf in place, while
        Huseyn's new tensor does not require a gradient at all.
        """,
        rubric=[
            Criterion(
                "recorded",
                1,
                counts="The update is an operation like any other and would be recorded in (become part of) the "
                "graph; no_grad switches that off.",
                does_not="That no_grad resets gradients, saves memory, or is needed by rule.",
            ),
            Criterion(
                "leaf or new tensor",
                1,
                counts="Fidan changes the leaf itself; Huseyn binds the name to a new tensor that is no leaf (or, "
                "under no_grad, needs no gradient). Half for one of the two.",
                does_not="That -= and = ... - ... are the same, or only differ in speed.",
            ),
        ],
        examples="""
        1, 1: autograd would record the update as a part of the computation. no_grad turns off recording. -= changes
        the same leaf, w = w - ... creates a new tensor which isn't a leaf so grad is not stored there
        1, 1: Every operation with w builds the graph, also the update. In no_grad it doesn't. In Huseyn's form w is
        a new tensor (without requires_grad inside no_grad), in Fidan's it's the same w.
        1, 1: the update gets into the graph unless no_grad. In place keeps w a leaf, the other one makes w a
        non-leaf result.
        1, 0.5: without no_grad pytorch tracks the update. Huseyn overwrites w with a new tensor.
        1, 0: It records the update step in the graph too, which we don't want, no_grad stops it. The two forms are
        the same then.
        0.5, 1: no_grad is needed so autograd does not track. -= is inplace so w is the same leaf, = makes a new
        tensor that is not a leaf
        0, 1: w = w - is a new tensor, not a leaf, and its grad is None. -= modifies the original.
        0, 0.5: Huseyn has a different w after this line.
        0, 0: no_grad sets the gradients to zero, otherwise they would accumulate.
        0, 0: He forgot to call zero_grad so the gradient is None and there is an error.
        0, 0: They should use optimizer.step() because manual updates are not supported in PyTorch.
        """,
    )
