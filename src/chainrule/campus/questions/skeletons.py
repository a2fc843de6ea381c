"""What a new question begins with: for each kind a small one that is whole and proven, to be changed into yours.

docs/questions.md shows them.
"""

import json
import re

MULTIPLE_CHOICE = '''\
from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=CLASS,
    outcome=OUTCOME,
    minutes=2,
    idea="slope of a square",
    section=SECTION,
    level="apply",
)
def NAME(draw):
    """The slope of a square, in numbers."""
    x, factor = draw.integer(3, 9), draw.integer(3, 9)
    return Choices(
        f"""
        Let $y = {factor} x^2$. What is $\\\\mathrm{{d}}y / \\\\mathrm{{d}}x$ at $x = {x}$?
        """,
        right(f"${2 * factor * x}$", because="The slope of $x^2$ is $2x$, and the factor before it stays."),
        wrong(f"${factor * x}$", because="The exponent comes down as a factor. Here it is missing."),
        wrong(f"${factor * x**2}$", because="This is $y$ itself, not its slope."),
        wrong(f"${2 * x}$", because="This is the slope of $x^2$ alone: the factor before it stays."),
        key=f"""
        x = torch.tensor({x}.0, dtype=torch.float64, requires_grad=True)
        ({factor} * x**2).backward()
        print(f"{{x.grad.item():g}}")
        """,
    )
'''
SHORT_ANSWER = '''\
from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=CLASS,
    outcome=OUTCOME,
    minutes=4,
    idea="overfitting",
    section=SECTION,
    level="diagnose",
)
def NAME(draw):
    """Why the loss on new data rises while the training loss falls."""
    data = draw.choice(["photos of birds", "recordings of voices", "scanned letters"])
    epoch = draw.integer(8, 30)
    return OpenQuestion(
        f"""
        A network learns from {data}. From epoch {epoch} on its training loss still falls, but its loss on the
        validation set rises. What happens in the network, and what would you do? Two or three sentences.
        """,
        model="""
        It learns what is particular to the training examples, their noise too, and that does not help with new ones.
        I would keep the weights of the epoch with the lowest validation loss, and try more data or regularization.
        """,
        rubric=[
            Criterion(
                "cause",
                1,
                counts="It fits what is particular to the training examples, such as their noise.",
                does_not="The word overfitting without what it means.",
            ),
            Criterion(
                "remedy",
                1,
                counts="Stopping early, more or augmented data, regularization, a smaller network.",
                does_not="Training for longer; a smaller learning rate alone.",
            ),
        ],
        examples="""
        1, 1: It memorizes the training set with its noise. I would stop at the best validation epoch.
        1, 1: it learns details that only those examples have, so take more data
        1, 0: The network learns the training examples by heart.
        1, 0.5: It fits the noise of the examples it has seen. I would change something about the training.
        0, 1: overfitting, add dropout
        0.5, 1: It knows the training data too well. Use weight decay.
        0.5, 0: it is too close to the training data
        0, 0: It is overfitting, train longer.
        0, 0: The learning rate is wrong.
        """,
    )
'''
FIND_ERROR = '''\
from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=CLASS,
    outcome=OUTCOME,
    minutes=3,
    idea="mean",
    section=SECTION,
    level="diagnose",
)
def NAME(draw):
    """A mean that divides by one too few."""
    numbers = draw.sample(list(range(2, 20)), 4)
    return Faulty(
        "The function is to give the mean of a list. What it prints here is too large.",
        f"""
        def mean(numbers):
            total = 0
            for number in numbers:
                total += number
            return total / (len(numbers) - 1)

        print(mean({numbers}))
        """,
        f"""
        assert mean({numbers}) == {sum(numbers) / 4}
        assert mean([2]) == 2
        """,
        right_edit(
            "return total / (len(numbers) - 1)",
            "return total / len(numbers)",
            because="There are as many numbers as the list is long.",
        ),
        wrong_edit(
            "return total / (len(numbers) - 1)",
            "return total / (len(numbers) + 1)",
            because="Now it divides by one too many.",
        ),
        wrong_edit("total = 0", "total = numbers[0]", because="Then the first number is counted twice."),
        wrong_edit("total += number", "total = number", because="Then only the last number is left."),
    )
'''
PREDICT_OUTPUT = '''\
from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=CLASS,
    outcome=OUTCOME,
    minutes=2,
    idea="aliasing",
    section=SECTION,
    level="recall",
)
def NAME(draw):
    """A list under two names is one list."""
    first, second, third = draw.sample(list(range(1, 10)), 3)
    return Program(
        f"""
        losses = [{first}, {second}]
        best = losses
        best.append({third})
        print(losses, len(best))
        """,
        wrong(f"[{first}, {second}] 3", because="`best = losses` makes no copy: both names mean one list."),
        wrong(f"[{first}, {second}] 2", because="`append` changes the list, and this list has two names."),
        because="`best = losses` gives the same list a second name. Whichever name is used, it receives the number.",
    )
'''
COMPLETE_CODE = '''\
from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=CLASS,
    outcome=OUTCOME,
    minutes=3,
    idea="mean squared error",
    section=SECTION,
    level="apply",
)
def NAME(draw):
    """The mean squared error of a list of predictions."""
    predicted, wanted = draw.sample(list(range(1, 12)), 3), draw.sample(list(range(1, 12)), 3)
    return Fragment(
        "The function is to give the mean squared error of the predictions.",
        f"""
        def loss(predicted, wanted):
            errors = [p - w for p, w in zip(predicted, wanted)]
            return ____

        print(loss({predicted}, {wanted}))
        """,
        f"""
        print(loss({predicted}, {wanted}), loss([1.0, 4.0], [3.0, 3.0]), loss([2.0], [2.0]))
        """,
        right("sum(e * e for e in errors) / len(errors)", because="The squares are added up, over how many there are."),
        wrong("sum(errors) / len(errors)", because="Errors of both signs cancel: each must be squared first."),
        wrong("sum(e * e for e in errors)", because="This is the sum of the squares, not their mean."),
        wrong("sum(abs(e) for e in errors) / len(errors)", because="This is the mean absolute error."),
        rights=[
            "sum(e**2 for e in errors) / len(predicted)",
            "sum([e * e for e in errors]) / len(errors)",
            "1 / len(wanted) * sum(map(lambda e: e * e, errors))",
        ],
    )
'''
SKELETONS = {
    "multiple_choice": ("slope_of_a_square", MULTIPLE_CHOICE),
    "short_answer": ("loss_that_rises_again", SHORT_ANSWER),
    "find_error": ("mean_of_one_too_few", FIND_ERROR),
    "predict_output": ("one_list_two_names", PREDICT_OUTPUT),
    "complete_code": ("mean_squared_error", COMPLETE_CODE),
}


def skeleton(kind: str, number: int, outcome: str, section: str = "", name: str = "") -> tuple[str, str]:
    """The name of a new question of a kind, and the text of its file."""
    usual, text = SKELETONS[kind]
    name = name or usual
    if not section:
        text = text.replace("    section=SECTION,\n", "")
    values = {"CLASS": str(number), "OUTCOME": quoted(outcome), "SECTION": quoted(section), "NAME": name}
    text = re.sub(r"(?<=class_=)CLASS|(?<==)(?:OUTCOME|SECTION)|(?<=def )NAME", lambda found: values[found[0]], text)
    return name, text


def quoted(text: str) -> str:
    """A text as Python writes it, in double quotes."""
    return json.dumps(text, ensure_ascii=False)
