from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=1,
    outcome="Describe the scope of DL and the course syllabus.",
    minutes=1.5,
    idea="generalization",
    section="limits",
    level="diagnose",
)
def right_on_the_training_set(draw):
    """Right on everything that was trained on, and a guess on everything else: learned by heart."""
    classes = draw.choice([2, 4, 5, 10])
    things = draw.choice(["photos of birds", "recordings of voices", "scanned signatures"])
    guess = 100 // classes
    return Choices(
        f"""
        A network sorts {things} into {classes} classes, all of the same size. After the training it is right on 100%
        of the 400 examples that it was trained on, and on {guess + 1}% of 400 new ones from the same source. What does
        that show?
        """,
        right(
            "It has learned its examples by heart.",
            because=f"With {classes} classes, guessing gives {guess}%. On new cases it does no better, so what it "
            "learned holds for its own examples only: with random labels one would see the same.",
        ),
        wrong(
            "The training was stopped too early.",
            because="It is already right on every example of the training. More steps on the same examples cannot tell "
            "it anything new.",
        ),
        wrong(
            "The new examples come from another distribution.",
            because="They come from the same source. And a shift usually leaves something above a guess.",
        ),
        wrong(
            f"It is right on {(100 + guess + 1) // 2}% of cases, the mean of both.",
            because="New cases are what counts. The accuracy on examples that were trained on says nothing about them.",
        ),
        no_key="a reading of two numbers in words",
    )
