from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=9,
    outcome="Recognize the behavior of common distributions",
    minutes=3,
    idea="log probabilities",
    section="common-distributions",
    level="diagnose",
)
def product_that_vanished(draw):
    """Products of many probabilities underflow; sums of logarithms do not."""
    count = draw.choice([1000, 2000, 5000])
    return OpenQuestion(
        f"""
        To compare two models, a program multiplies the probabilities that each gives to {count:,} independent
        observations. Both
        products come out as `0.0`, and the program calls it a draw.

        Explain what has happened, and how the two models can be compared, with the reason why that comparison
        means the same.
        """,
        model="""
        Each factor is below 1, and the product of so many is smaller than the smallest float: it is rounded to 0
        (underflow). Sum the logarithms of the
        probabilities instead. The logarithm of the product is this sum, and as the logarithm is increasing, the
        larger sum belongs to the larger product.
        """,
        rubric=[
            Criterion(
                "what happened",
                1,
                counts="The products are too small for a float and rounded to 0 (underflow), though not 0.",
                does_not="That a model gave probability 0 to an observation, or 'numerical error' alone.",
            ),
            Criterion(
                "the comparison",
                1,
                counts="Compare sums (or means) of log-probabilities, because log of a product is the sum, or "
                "because log is increasing. Half without a reason.",
                does_not="Use float64, or multiply by a large number, alone.",
            ),
        ],
        examples="""
        1, 1: numbers smaller than 1 multiplied so often underflow to 0. Use log: log(prod) = sum(log), and log is
        monotonic so the order stays.
        1, 1: Underflow! The real product is like 10^-500. Sum of log probabilities, bigger is better, same ranking
        because log is increasing
        1, 1: The product is less than the smallest float so 0. Take the mean of the logs, the logarithm turns the
        product into a sum.
        1, 0.5: Product too small for float32. One should use log likelihood.
        1, 0.5: It underflows. Sum the logs of the probabilities and take the model with the larger one.
        1, 0: underflow, so use double precision.
        0, 1: One of the factors was 0. Use the sum of logs, because log(ab)=log a+log b.
        0, 0.5: Both models are equally bad, better use the log likelihood to see differences.
        0, 0: Both models gave 0 to some observation so they are both wrong.
        0, 0: The product of probabilities is only right for dependent events, they should add them.
        0, 0: There is a numerical problem, use a GPU.
        """,
    )
