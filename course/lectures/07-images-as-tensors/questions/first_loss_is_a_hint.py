from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=7,
    outcome="Train an MLP on MNIST",
    minutes=2,
    idea="first loss",
    section="cross-entropy",
    level="diagnose",
)
def first_loss_is_a_hint(draw):
    """The loss of a network that knows nothing is the logarithm of the number of classes."""
    classes = draw.choice([20, 50, 100])
    import math

    guess = round(math.log(classes), 2)
    return Choices(
        f"""
        Two students train the same classifier for {classes} classes with cross-entropy. Before the first update,
        Rashad's
        loss is {guess + 0.12:.2f} and Gunel's is 187.40. Which reading is best?
        """,
        right(
            "Rashad's is normal for a fresh network; Gunel's scores are far too large.",
            because=f"Knowing nothing costs log {classes} = {guess}. 187 means scores in the hundreds, as from "
            f"bytes that "
            "nobody scaled.",
        ),
        wrong(
            "Both are normal: the first loss is random.",
            because=f"It varies a little around log {classes} = {guess}; chance does not make it 40 times as large.",
        ),
        wrong(
            "Gunel's is normal; Rashad's network was trained before.",
            because=f"A trained network would be far *below* {guess}.",
        ),
        wrong(
            "Rashad's labels must be wrong: a loss cannot be above 1.",
            because="Probabilities cannot be above 1. Their negative logarithm can be as large as it likes.",
        ),
        key=f"""
        guess = F.cross_entropy(torch.zeros(1, {classes}), torch.tensor([0])).item()
        trained = F.cross_entropy(10.0 * torch.eye({classes})[:1], torch.tensor([0])).item()
        if abs({guess + 0.12:.2f} - guess) < 0.3 and 187.4 > 10 * guess and trained < guess:
            print("Rashad's is normal for a fresh network; Gunel's scores are far too large.")
        """,
    )
