from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=4,
    idea="dead ReLU",
    section="dead-relu",
    level="diagnose",
)
def loss_that_does_not_move(draw):
    """A loss that stands exactly still, and which gradients must be looked at."""
    rate, fares = draw.choice([0.05, 0.1]), draw.choice([(4, 4, 6, 8, 10), (3, 3, 5, 8, 11), (5, 5, 7, 9, 12)])
    mean = sum(fares) / 5
    loss = sum((fare - mean) ** 2 for fare in fares) / 5
    return OpenQuestion(
        f"""
        The network $v \\cdot \\max(0,\\ w x + c) + b$ is trained on five rides with the rate {rate}. In the first
        steps the loss jumps about. Then it is {loss:.4f} in every step, to the last digit, and the network answers
        {mean:g} for every ride. {mean:g} is the mean of the five fares.

        Explain what has happened to the neuron, and why more steps change nothing. Which of the four knobs could still
        learn after it happened?
        """,
        model=f"""
        The first steps were too long and threw w and c to where w x + c is negative for every ride. The rectifier then
        puts out 0, and its local derivative is 0, so the gradients of w and c are exactly 0; that of v is 0 because
        v's factor is 0. A step of rate times 0 changes nothing, however many are made. Only b still learned: the best
        constant answer is the mean, {mean:g}.
        """,
        rubric=[
            Criterion(
                "what happened, and for good",
                1,
                counts="For all rides w x + c is negative (or 0), so the rectifier's output and local derivative are "
                "0, and with gradients of 0 no step moves w and c. Half without 'for all rides' or the gradients.",
                does_not="'The minimum is reached', 'a local minimum', or 'the rate is too small'.",
            ),
            Criterion(
                "which knob",
                1,
                counts="b alone. Half for b with one other.",
                does_not="v, because it stands outside of the rectifier.",
            ),
        ],
        examples=f"""
        1, 1: dead relu: wx+c<0 for every ride so relu gives 0 and slope 0 -> grad of w, c, v are 0 forever. only b.
        1, 1: A too big step moved the bend so that all the rides are on the flat side. Nothing flows back there, so
        w and c stay. b can learn and it learned the mean {mean:g}.
        1, 1: The neuron is off for all five rides and its gradient is exactly zero, more steps add zero. b
        1, 0.5: All rides have negative wx+c, relu blocks the gradient, steps are 0. b and v can still learn.
        0.5, 1: the relu died, it outputs 0. Only b.
        0.5, 0.5: neuron is dead because gradient is 0, b and v are not inside it so they learn
        0, 1: It is a local minimum. b can still change.
        0, 0: The learning rate is too small, so the loss doesn't move in four digits. All of them can learn.
        0, 0: The loss has reached its minimum, all gradients are zero because training is finished.
        0, 0: Gradients were not set to zero so they cancel out. w and c can learn after zero_grad.
        """,
    )
