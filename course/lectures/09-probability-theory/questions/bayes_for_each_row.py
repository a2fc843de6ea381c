from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=9,
    outcome="Understand joint/marginal distributions",
    minutes=3,
    idea="Bayes",
    section="bayes",
    level="apply",
)
def bayes_for_each_row(draw):
    """Prior times likelihood, divided by the sum of each row."""
    names = draw.choice([("spam", "mails"), ("defect", "parts"), ("illness", "patients")])
    return Fragment(
        f"""
        `prior` has the shape (H,). `likelihood` has a row for each of N {names[1]} and a column for each
        hypothesis about the {names[0]}: p(observation | h), shape (N, H).
        Return the posteriors, shape (N, H).
        """,
        """
        def posterior(prior, likelihood):
            joint = likelihood * prior
            return ____
        """,
        """
        prior = np.array([0.9, 0.1])
        likelihood = np.array([[0.2, 0.6], [0.5, 0.5], [0.01, 0.9]])
        print(posterior(prior, likelihood).round(4).tolist())
        found = posterior(prior, likelihood)
        assert np.allclose(found.sum(axis=1), 1.0)
        for row, seen in zip(found, likelihood):
            assert np.allclose(row, prior * seen / np.dot(prior, seen))
        """,
        right(
            "joint / joint.sum(axis=1, keepdims=True)",
            because="Each row is divided by its own sum, p(observation); the kept axis makes it a column.",
        ),
        wrong("joint / joint.sum()", because="One sum for all rows: the rows do not sum to 1."),
        wrong("joint / joint.sum(axis=0)", because="These sums run over the observations, not over the hypotheses."),
        wrong("joint / prior", because="This takes the prior out again: the likelihood comes back."),
        wrong(
            "likelihood / likelihood.sum(axis=1, keepdims=True)",
            because="The rows sum to 1, but the prior is forgotten: right only where all hypotheses are equally "
            "likely.",
        ),
        rights=[
            "joint / joint.sum(1)[:, None]",
            "(joint.T / joint.sum(axis=1)).T",
            "joint / (likelihood @ prior)[:, None]",
        ],
    )
