from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=9,
    outcome="Describe random variables",
    minutes=3,
    idea="density is no probability",
    section="density",
    level="recall",
)
def no_single_weight(draw):
    """Why a single value has the probability 0, and what a density tells."""
    value, unit, what = draw.choice(
        [(300, "g", "weight of a fruit"), (20, "degrees", "temperature at noon"), (12, "ms", "time of a request")]
    )
    return OpenQuestion(
        f"""
        The {what} is modelled as a continuous variable. A student says: "The model gives {value} {unit} the
        probability 0, so it
        claims that {value} {unit} is impossible." Correct the student: what does the model say about values near
        {value}, and by
        what is it said?
        """,
        model=f"""
        Every single value has the probability 0, also those that are near what is observed; only ranges have a
        probability, the area below the density. The
        density at {value} tells how much probability there is per {unit} around it: a narrow range of width h has
        about p({value}) times h.
        """,
        rubric=[
            Criterion(
                "single values",
                1,
                counts="Every value of a continuous variable has the probability 0, or: only ranges have a "
                "positive one. So 0 does not mean impossible.",
                does_not="That the probability is just very small, or rounded to 0.",
            ),
            Criterion(
                "density",
                1,
                counts="Probability of a range around it is the area below the density (about density times "
                "width). Half for 'look at the density' alone.",
                does_not="That the density is the probability of the value.",
            ),
        ],
        examples=f"""
        1, 1: For continuous variables every point has zero probability. You need an interval, e.g. P({value} to
        {value}+h) = p({value})*h for small h.
        1, 1: zero probability is true for all single values so it doesnt mean impossible. Probability comes from
        integrating the pdf over a range near {value}
        1, 1: Only intervals have probability, it is the area under the PDF over them; a high PDF at {value} means
        values near it are common.
        1, 0.5: All exact values have probability 0, they still happen. The density tells which are more likely.
        1, 0: Every exact value has probability 0, since there are infinitely many values. One has to take a PMF
        with small bins.
        0.5, 1: It is 0 only for exactly {value}. In a small range around it the probability is the integral of the
        density.
        0, 1: The probability that it is within some range is the area under the density curve
        0, 0.5: you should look at the density and not at the probability.
        0, 0: The probability isn't 0 but a very small number like 0.0001, the computer rounds it.
        0, 0: The density at {value} is its probability, and it is positive, so the student is wrong.
        0, 0: The model is bad and should be trained on more data near {value}.
        """,
    )
