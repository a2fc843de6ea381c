from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=1,
    outcome="Describe the scope of DL and the course syllabus.",
    minutes=3,
    idea="test set",
    section="limits",
    level="diagnose",
)
def accuracy_of_what(draw):
    """A model that remembers everything looks perfect when it is tested on what it remembers."""
    tested = draw.choice([20, 25, 40])
    name = draw.choice(["report", "score", "evaluate"])
    return Faulty(
        f"""
        `{name}` is to say how good a model is on **new** examples. For a model that only remembers its examples and
        knows nothing else, it says 1.0, however many examples there are.
        """,
        f"""
        def {name}(fit, x, y, tested={tested}):
            new_x, new_y = x[:tested], y[:tested]
            old_x, old_y = x[tested:], y[tested:]
            model = fit(old_x, old_y)
            asked, labels = old_x, old_y
            guesses = [model(one) for one in asked]
            return sum(g == label for g, label in zip(guesses, labels)) / len(labels)
        """,
        f"""
        def remember(x, y):
            known = dict(zip(x, y))
            return lambda one: known.get(one, -1)

        def know(x, y):
            return lambda one: one % 3

        x = list(range({tested} * 4))
        y = [one % 3 for one in x]
        assert {name}(remember, x, y) == 0.0
        assert {name}(know, x, y) == 1.0
        assert {name}(lambda x, y: lambda one: 0, x[:30], y[:30], 10) == 0.4
        """,
        right_edit(
            "asked, labels = old_x, old_y",
            "asked, labels = new_x, new_y",
            because="The guesses must be about examples that the model was not fitted to.",
        ),
        wrong_edit(
            "asked, labels = old_x, old_y",
            "asked, labels = x, y",
            because="Most of these are the examples that the model remembers; only some are new.",
        ),
        wrong_edit(
            "model = fit(old_x, old_y)",
            "model = fit(x, y)",
            because="Now the model has seen the new examples as well, so that nothing new is left to test on.",
        ),
        wrong_edit(
            "new_x, new_y = x[:tested], y[:tested]",
            "new_x, new_y = x[-tested:], y[-tested:]",
            because="These would be new examples that are among the old ones too. And nobody asks about them yet.",
        ),
        wrong_edit(
            "return sum(g == label for g, label in zip(guesses, labels)) / len(labels)",
            "return sum(g == label for g, label in zip(guesses, labels)) / len(x)",
            because="A share is divided by how many were asked. The guesses are about the old examples all the same.",
        ),
    )
