from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=7,
    outcome="Train an MLP on MNIST",
    minutes=3,
    idea="overflow",
    section="cross-entropy",
    level="diagnose",
)
def loss_that_overflows(draw):
    """e to a large score is infinite; the largest score must be taken off first."""
    axis, one = draw.choice([("dim=1", "keepdim=True"), ("1", "keepdim=True")])
    large = draw.choice([150, 400, 1000])
    return Faulty(
        f"""
        Cross-entropy from nothing. On the first days of training it works. Later a score grows to {large}: the
        loss is `inf`, and from the next step on `nan`.
        """,
        f"""
        def cross_entropy(scores, labels):
            shifted = scores - scores.mean({axis}, {one})
            log_sum = shifted.exp().sum({axis}, {one}).log()
            log_p = shifted - log_sum
            return -log_p[torch.arange(len(labels)), labels].mean()
        """,
        f"""
        scores = torch.tensor([[{large}.0, 0.0, 0.0, 0.0], [0.0, 1.0, 2.0, -1.0], [{large}.0, {large}.0, 0.0, 1.0]])
        for labels in ([0, 1, 1], [1, 2, 3]):
            labels = torch.tensor(labels)
            assert torch.allclose(cross_entropy(scores, labels), F.cross_entropy(scores, labels))
        """,
        right_edit(
            f"shifted = scores - scores.mean({axis}, {one})",
            f"shifted = scores - scores.max({axis}, {one}).values",
            because="Taking off the largest makes the largest power e⁰ = 1. The mean may lie far below the largest "
            "score.",
        ),
        wrong_edit(
            f"shifted = scores - scores.mean({axis}, {one})",
            f"shifted = scores / scores.max({axis}, {one}).values",
            because="Dividing changes the differences of the scores, and with them the probabilities.",
        ),
        wrong_edit(
            f"log_sum = shifted.exp().sum({axis}, {one}).log()",
            f"log_sum = (shifted.exp().sum({axis}, {one}) + 1e-9).log()",
            because="The sum is infinite, not zero: adding a little does not help.",
        ),
        wrong_edit(
            f"log_sum = shifted.exp().sum({axis}, {one}).log()",
            f"log_sum = shifted.exp().log().sum({axis}, {one})",
            because="The logarithm of a sum is not the sum of logarithms.",
        ),
        wrong_edit(
            "return -log_p[torch.arange(len(labels)), labels].mean()",
            "return -log_p[torch.arange(len(labels)), labels].nan_to_num().mean()",
            because="This covers it up: log p = -∞ becomes -3.4·10³⁸, the lowest float, and not the right loss.",
        ),
    )
