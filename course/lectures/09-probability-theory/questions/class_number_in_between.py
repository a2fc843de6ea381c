from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Recognize the behavior of common distributions",
    minutes=2,
    idea="multinoulli",
    section="common-distributions",
    level="diagnose",
)
def class_number_in_between(draw):
    """Class numbers are names: they have no average."""
    names = draw.choice([("cat", "dog", "truck"), ("apple", "pear", "nail"), ("rain", "sun", "snow")])
    return Choices(
        f"""
        Classes are numbered {names[0]} 0, {names[1]} 1, {names[2]} 2. A network with *one* output is trained to
        predict the
        number, by squared error. On pictures that are {names[0]} or {names[2]}, hard to tell apart, it answers
        "{names[1]}" again and
        again. Why, and what mends it?
        """,
        right(
            "It predicts the mean of the numbers; let it predict a multinoulli, by a softmax over three outputs.",
            because="The best answer in squared error is the expectation, here near 1. Class numbers are names, "
            "and have no meaningful mean.",
        ),
        wrong(
            "It has seen too few pictures; with more data the answer becomes 0 or 2.",
            because="With endless data the best single number in squared error is still the expectation, in between.",
        ),
        wrong(
            "Squared error is not differentiable at whole numbers; use the absolute error.",
            because="It is differentiable everywhere. The trouble is what its minimum means.",
        ),
        wrong(
            "The numbers should be normalized to mean 0 and variance 1 first.",
            because="However they are scaled, the middle class stays between the two others.",
        ),
        key="""
        labels = torch.tensor([0.0, 2.0] * 50)
        guesses = torch.linspace(-1, 3, 401)
        best = guesses[((guesses[:, None] - labels) ** 2).mean(1).argmin()]
        if round(best.item(), 2) == 1.0:
            print("It predicts the mean of the numbers; let it predict a multinoulli, by a softmax over three outputs.")
        """,
    )
