from math import hypot

from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=2,
    outcome="Apply norms and inner products.",
    minutes=2,
    idea="cosine",
    section="inner-products",
    level="transfer",
)
def inner_product_or_cosine(draw):
    """The inner product rewards long vectors; the cosine looks at the direction alone."""
    length = draw.integer(1, 3)
    names = draw.shuffled(["Aylin", "Boran", "Ceyla", "Deniz"])
    films = dict(zip(names, [(8, 6), (2, 0), (3, 4), (5, 12)], strict=True))
    inner = max(films, key=lambda name: length * films[name][0])
    cosine = max(films, key=lambda name: films[name][0] / hypot(*films[name]))
    second = sorted(films, key=lambda name: -films[name][0])[1]
    rows = "\n        ".join(f"| *{name}* | $({x}, {y})$ |" for name, (x, y) in sorted(films.items()))
    return Choices(
        f"""
        A film service describes a viewer by $u = ({length}, 0)$ and each film by a vector. It recommends the film
        with the largest inner product with $u$, and then changes to the largest **cosine** of the angle to $u$.
        Which film does it recommend before and after?

        | film | vector |
        |---|---|
        {rows}
        """,
        right(
            f"*{inner}*, then *{cosine}*",
            because=f"The inner product is {length} times the first entry, largest for *{inner}*. Divided by both "
            f"lengths it is 0.8 for *{inner}* and 1 for *{cosine}*, which points exactly along $u$.",
        ),
        wrong(
            f"*{cosine}*, then *{inner}*",
            because="This is the other way round: it is the inner product that grows with the length of the film's "
            "vector.",
        ),
        wrong(
            f"*{inner}*, then *{inner}*",
            because="Dividing by $u$'s length changes no order, but each film is divided by its own length as well.",
        ),
        wrong(
            f"*{second}*, then *{cosine}*",
            because=f"*{second}* has the longest vector of all, but what counts is how far it reaches along $u$: its "
            "first entry.",
        ),
        key=f"""
        films = {films}
        viewer = torch.tensor([{length}.0, 0.0])
        vectors = torch.tensor([films[name] for name in films], dtype=torch.float32)
        inner = (vectors @ viewer).argmax()
        cosine = F.cosine_similarity(vectors, viewer[None], dim=1).argmax()
        print(f"*{{list(films)[inner]}}*, then *{{list(films)[cosine]}}*")
        """,
    )
