from chainrule.campus.questions import Choices, multiple_choice, right, wrong

# A planted mistake: what is wrong, how the broken engine writes it, and four tests: the code, the numbers a and b, and
# why it sees the mistake (the first) or does not.
MISTAKES = [
    (
        "lists the local derivatives of $a \\cdot b$ as `(a.data, b.data)`",
        {"mul": "(a.data, b.data)"},
        [
            ("a * b", 3.0, -2.0, "The gift for $a$ is $3$ instead of $-2$."),
            ("a * b", 2.0, 2.0, "Both factors are the same number, so swapping them changes nothing."),
            ("a * a", 3.0, 1.0, "$a$ stands in both places. Swapping two equal numbers changes nothing."),
            ("a + b", 3.0, -2.0, "No product is computed here."),
        ],
    ),
    (
        "lists the local derivatives of $a - b$ as `(1.0, 1.0)`",
        {"sub": "(1.0, 1.0)"},
        [
            ("a - b", 3.0, -2.0, "The gift for $b$ is $1$ instead of $-1$."),
            (
                "a - 5.0",
                3.0,
                -2.0,
                "Only $a$ is asked for, and its local derivative is right. The wrong one goes to 5.",
            ),
            ("(a - 5.0) * b", 3.0, -2.0, "What is taken away is a plain number, and nobody asks for its gradient."),
            ("a * b + a", 3.0, -2.0, "No difference is computed here."),
        ],
    ),
    (
        "gives the rectifier the local derivative 1 everywhere",
        {"relu": "(1.0,)"},
        [
            ("relu(a - b)", -3.0, 2.0, "The rectifier is given $-5$: its result stands still, and 1 is handed on."),
            ("relu(a - b)", 3.0, 2.0, "The rectifier is given $1$. Above zero its local derivative is 1."),
            ("relu(a * a) + b", -3.0, 2.0, "$a$ is negative, but the rectifier is given its square, $9$."),
            ("relu(a) * relu(b)", 3.0, 2.0, "Both rectifiers are given positive numbers."),
        ],
    ),
    (
        "hands on the local derivative alone, without the gradient of the node",
        {"hand": "local"},
        [
            ("a * b * b", 3.0, -2.0, "Two products stand behind each other, so a gradient that is not 1 is handed on."),
            ("a * b", 3.0, -2.0, "One operation alone: the gradient of its node is 1, and to forget a 1 does no harm."),
            ("a + b + a", 3.0, -2.0, "In sums every gradient and every local derivative is 1."),
            ("relu(a + b)", 3.0, -2.0, "The sum is $1$, so all gradients and local derivatives here are 1."),
        ],
    ),
]

ENGINE = """
class Node:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.parents, self.slopes, self.grad = data, parents, slopes, 0.0
    def __add__(a, b):
        return Node(a.data + node(b).data, (a, node(b)), (1.0, 1.0))
    def __sub__(a, b):
        b = node(b)
        return Node(a.data - b.data, (a, b), SUB)
    def __mul__(a, b):
        return Node(a.data * b.data, (a, b), MUL)

def node(x):
    return x if isinstance(x, Node) else Node(x)

def relu(a):
    return Node(max(a.data, 0.0), (a,), RELU)

def backward(root):
    order = []
    def visit(one):
        if one not in order:
            for parent in one.parents:
                visit(parent)
            order.append(one)
    visit(root)
    root.grad = 1.0
    for one in reversed(order):
        for parent, local in zip(one.parents, one.slopes):
            parent.grad += HAND
"""
TRY = """
def of(code, a, b):
    return eval(code, {{"relu": relu, "a": a, "b": b}})

for code, *numbers in {tests}:
    leaves = [Node(x) for x in numbers]
    backward(of(code, *leaves))
    for i, leaf in enumerate(leaves):
        up, down = ([Node(x + h * (i == j)) for j, x in enumerate(numbers)] for h in (1e-5, -1e-5))
        if abs((of(code, *up).data - of(code, *down).data) / 2e-5 - leaf.grad) > 1e-6:
            print(f"{{code}} at a = {{numbers[0]:g}}, b = {{numbers[1]:g}}")
            break
"""
GOOD = {"sub": "(1.0, -1.0)", "mul": "(b.data, a.data)", "relu": "(float(a.data > 0.0),)", "hand": "local * one.grad"}


@multiple_choice(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=2.5,
    idea="test that sees the mistake",
    section="weak-tests",
    level="transfer",
)
def test_that_sees_the_mistake(draw):
    """Which test of a broken engine fails, as it should."""
    mistake, broken, tests = draw.choice(MISTAKES)
    engine = ENGINE
    for name, text in (GOOD | broken).items():
        engine = engine.replace(name.upper(), text)
    options = [f"`{code}` at $a = {a:g}$, $b = {b:g}$" for code, a, b, _ in tests]
    return Choices(
        f"""
        An engine {mistake}. All else in it is right. A check starts the backward pass with the gradient 1, and
        compares what it leaves in $a$ and in $b$ with nudging. Which of these expressions does the check call wrong?
        """,
        right(options[0], because=tests[0][3]),
        *(wrong(option, because=test[3]) for option, test in zip(options[1:], tests[1:], strict=True)),
        key=f"{engine}\n{TRY.format(tests=[test[:3] for test in tests])}",
    )
