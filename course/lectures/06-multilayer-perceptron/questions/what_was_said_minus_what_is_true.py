from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=6,
    outcome="**Train a simple MLP classifier**",
    minutes=2,
    idea="gradient of the logistic loss",
    section="loss",
    level="recall",
)
def what_was_said_minus_what_is_true(draw):
    """The gradient of the logistic loss with respect to the score is p - t."""
    p = draw.choice([0.9, 0.8, 0.7])
    t = draw.choice([0, 1])
    said = p if t == 0 else round(1 - p, 1)
    gradient = round(said - t, 2)
    return Choices(
        f"""
        For an example of class {t}, a network gives class 1 the probability ${said}$. What is the gradient of the
        logistic loss with respect to its *score*, and what does a step of gradient descent do to the score?
        """,
        right(
            f"${gradient:g}$, and the score {'rises' if gradient < 0 else 'falls'}",
            because=f"It is what was said minus what is true: {said} - {t}. The step goes against it.",
        ),
        wrong(
            f"${-gradient:g}$, and the score {'falls' if gradient < 0 else 'rises'}",
            because="The sign is turned. This would make the network surer of what is wrong.",
        ),
        wrong(
            f"${2 * gradient * said * (1 - said):.3g}$, and the score {'rises' if gradient < 0 else 'falls'}",
            because="That is the gradient of the squared error, with the slope of the sigmoid. In the logistic loss "
            "that slope cancels.",
        ),
        wrong(
            f"${gradient:g}$, and the score {'falls' if gradient < 0 else 'rises'}",
            because="The number is right. But a step goes against the gradient.",
        ),
        key=f"""
        f = torch.tensor({said}, dtype=torch.float64).logit().requires_grad_()
        F.binary_cross_entropy_with_logits(f, torch.tensor({t}, dtype=torch.float64)).backward()
        g = round(f.grad.item(), 6)
        print(f"{{g:g}}, and the score {{'falls' if g > 0 else 'rises'}}")
        """,
    )
