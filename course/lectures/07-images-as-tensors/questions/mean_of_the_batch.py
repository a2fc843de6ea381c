from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=7,
    outcome="Train an MLP on MNIST",
    minutes=2,
    idea="batch size",
    section="batching",
    level="apply",
)
def mean_of_the_batch(draw):
    """What a larger batch buys and what it costs."""
    small, factor = draw.choice([(16, 4), (32, 4), (25, 16)])
    root = int(factor**0.5)
    return Choices(
        f"""
        SGD with batches of {small} is changed to batches of {small * factor}. How do the cost of one step and the
        scatter
        of its gradient (the standard deviation around the gradient of all examples) change?
        """,
        right(
            f"{factor} times the cost, {root} times less scatter",
            because=f"The mean of N independent numbers scatters √N times less, and √{factor} = {root}.",
        ),
        wrong(
            f"{factor} times the cost, {factor} times less scatter",
            because="That holds for the variance, the square. The scatter itself falls with the root.",
        ),
        wrong(
            f"the same cost, {root} times less scatter",
            because=f"{factor} times as many examples go forward and back.",
        ),
        wrong(
            f"{factor} times the cost, the same scatter",
            because="Averaging over more examples does make the mean more exact.",
        ),
        key=f"""
        draws = torch.randn(4000, {small * factor}, generator=torch.Generator().manual_seed(0))
        scatter = draws[:, :{small}].mean(1).std() / draws.mean(1).std()
        print(f"{factor} times the cost, {{round(scatter.item())}} times less scatter")
        """,
    )
