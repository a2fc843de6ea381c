from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=9,
    outcome="Compute expectation, variance, and covariance.",
    minutes=4,
    idea="covariance",
    section="covariance",
    level="apply",
)
def zero_covariance_explained(draw):
    """A dependent pair whose covariance is 0."""
    a = draw.choice([1, 2, 3])
    return OpenQuestion(
        f"""
        $X$ is $-{a}$, $0$ or ${a}$, each with probability one third, and $Y = X^2$.

        Show that $\\operatorname{{Cov}}[X, Y] = 0$. Then show by one pair of probabilities that $X$ and $Y$ are
        not independent.
        """,
        model=f"""
        E[X] = 0 by symmetry. E[XY] = E[X³] = (-{a**3} + 0 + {a**3})/3 = 0, so the covariance E[XY] - E[X] E[Y] =
        0. But p(Y = 0) = 1/3, while
        p(Y = 0 | X = 0) = 1: knowing X changes the probability of Y.
        """,
        rubric=[
            Criterion(
                "covariance",
                1,
                counts="E[X] = 0 and E[XY] = E[X³] = 0, or the sum of the three products of distances is 0. Half "
                "for a right way with a slip.",
                does_not="'By symmetry' alone.",
            ),
            Criterion(
                "not independent",
                1,
                counts="One pair where the conditional differs from the marginal, or the joint from the product, "
                "with both numbers. Half without numbers.",
                does_not="'Y is computed from X' alone.",
            ),
        ],
        examples=f"""
        1, 1: E[X]=0, E[XY]=E[X^3]=(-{a**3}+0+{a**3})/3=0 so cov=0. P(Y=0)=1/3 but P(Y=0|X=0)=1.
        1, 1: products of deviations: X-0 is -{a},0,{a}, and Y-E[Y] is the same for both ends so they cancel, the
        middle is 0. P(X=0,Y=0)=1/3 and product is 1/9.
        1, 1: Cov = E[X^3] - E[X]E[X^2] = 0 - 0. P(Y={a * a}|X={a}) = 1, P(Y={a * a}) = 2/3
        1, 0.5: E[X]=0 and E[X^3]=0. If X is known then Y is known exactly, so the conditional is not the marginal.
        1, 0: Cov = E[XY]-E[X]E[Y] = 0 because E[X^3]=0 and E[X]=0. They are dependent since Y=X^2.
        0.5, 1: E[XY] = (-{a**2} + {a**2})/3 = 0 and E[X] = 0 so 0. P(Y=0)=1/3 != P(Y=0|X=0)=1
        0, 1: because of symmetry. p(0,0) = 1/3 is not 1/3*1/3.
        0, 0: The covariance is 0 because Y is always positive. They are not independent because Y depends on X.
        0, 0: Cov is 0 because X and Y are independent
        0, 0: By symmetry it is zero.
        """,
    )
