from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=7,
    outcome="Use torchvision datasets and dataloaders.",
    minutes=3,
    idea="mean of means",
    section="batching",
    level="transfer",
)
def whole_accuracy(draw):
    """The last, smaller batch must not count as a whole one."""
    first, second, last, size = draw.choice([(80, 70, 9, 10), (60, 90, 18, 20), (90, 60, 5, 10)])
    means = round((first / 100 + second / 100 + last / size) / 3, 3)
    whole = round((first + second + last) / (200 + size), 3)
    return Program(
        f"""
        # right answers and sizes of the batches of a test set
        batches = [({first}, 100), ({second}, 100), ({last}, {size})]
        a = sum(right / size for right, size in batches) / len(batches)
        b = sum(right for right, _ in batches) / sum(size for _, size in batches)
        print(round(a, 3), round(b, 3))
        """,
        wrong(f"{whole} {whole}", because="`a` gives each batch the same weight, whatever its size."),
        wrong(f"{means} {means}", because="`b` divides once, by the number of all examples."),
        wrong(f"{whole} {means}", because="The other way round: `a` is the mean of means."),
        because=f"The mean of means counts the {size} examples of the last batch as much as 100 others.",
    )
