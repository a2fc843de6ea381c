from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=5,
    outcome="Backpropagate over an **N-dimensional neuron**.",
    minutes=2,
    idea="gradient points along the input",
    section="backward",
    level="transfer",
)
def signs_of_the_weights(draw):
    """With positive inputs all weights of a neuron move the same way in a step on one example."""
    what, unit = draw.choice([("pixels up to 255", "pixel"), ("prices in manat", "price"), ("ages in years", "age")])
    number = draw.choice([5, 12, 30])
    return Choices(
        f"""
        A neuron has {number} inputs, all of them {what}, and all above zero. It is trained by plain gradient descent on
        one example at a time. In one step, the weight of the first {unit} has risen. What is known about the other
        {number - 1} weights in this step, whatever the activation?
        """,
        right(
            "They have risen, too",
            because="Each weight moves by minus the rate times dL/dz times its input. dL/dz is one number for all of "
            "them, and no input turns its sign.",
        ),
        wrong(
            "They have fallen, to make room",
            because="Nothing keeps the sum of the weights the same. Each follows its own gradient.",
        ),
        wrong(
            "They have moved by as much as the first",
            because="The direction is the same, but each moves in proportion to its own input.",
        ),
        wrong(
            "Nothing: each weight has a gradient of its own",
            because="The gradients differ in size, but all have the factor dL/dz in common.",
        ),
        key=f"""
        torch.manual_seed(0)
        same, alike = True, True
        for activation in (torch.tanh, torch.sigmoid, torch.relu, lambda z: z):
            for _ in range(20):
                w = torch.randn({number}, dtype=torch.float64, requires_grad=True)
                x = torch.rand({number}, dtype=torch.float64) + 0.1
                ((activation(w @ x) - torch.randn(()).double()) ** 2).backward()
                moved = -w.grad
                same &= bool((moved >= 0).all() or (moved <= 0).all())
                alike &= bool(torch.allclose(moved, moved[:1].expand({number})))
        if alike:
            print("They have moved by as much as the first")
        elif same:
            print("They have risen, too")
        """,
    )
