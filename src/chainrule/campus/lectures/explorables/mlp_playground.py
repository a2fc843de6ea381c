"""A multilayer perceptron that trains in the page (lecture 6)."""

from dataclasses import replace

from chainrule.campus.lectures.explorables import settings
from chainrule.campus.lectures.explorables.kind import Explorable, ExplorableError, Still, Values
from chainrule.campus.lectures.explorables.settings import Setting
from chainrule.figures import playground

MOST_EPOCHS, MOST_UNITS, MOST_LAYERS = 3000, 16, 3
SHOWN_AFTER = 300  # epochs, where the settings name none: the picture of an untrained network shows nothing


def units(plain: tuple[int, ...]) -> Setting:
    """The widths of the hidden layers."""
    as_numbers = settings.numbers(plain, 0, MOST_LAYERS)

    def read(text: str) -> tuple[int, ...]:
        found = as_numbers.read(text)
        if any(x != int(x) or not 0 <= x <= MOST_UNITS for x in found):
            raise ValueError(f"names layers of 0 to {MOST_UNITS} units")
        return tuple(int(x) for x in found)

    return replace(as_numbers, read=read)


def still(values: Values) -> Still:
    """The boundary that the library's engine has learned with these settings."""
    epochs = values["epoch"] or SHOWN_AFTER
    hidden = [width for width in values["hidden"] if width]
    how = {key: values[key] for key in ("activation", "rate", "decay", "seed")}
    if values["data"] == "own":
        rows = values["points"]
        if any(len(row) != 3 or row[2] not in (0.0, 1.0) for row in rows):
            raise ExplorableError("points needs x, y and the class 0 or 1 of each: points=-1,0,0;1,0,1")
        points, classes = [(x, y) for x, y, _ in rows], [int(kind) for _, _, kind in rows]
        picture = playground.trained_on(points, classes, hidden, **how, epochs=epochs)
    else:
        picture = playground.trained(values["data"], values["count"], values["noise"], hidden, **how, epochs=epochs)
    sizes = "-".join(map(str, [2, *hidden, 1]))
    caption = f"A network {sizes} after {epochs} epochs, and the points that it was trained on."
    return Still(picture, caption)


def links(values: Values) -> tuple[str, ...]:
    """The units of the hidden layers, the loss, and the fields."""
    shown = [f"h{layer}.{unit}" for layer, width in enumerate(values["hidden"], 1) for unit in range(1, width + 1)]
    return (*shown, "loss", "rate", "decay", "noise", "units1", "units2", "units3")


MLP_PLAYGROUND = Explorable(
    settings={
        "data": settings.choice("moons", [*playground.MAKERS, "own"]),
        "count": settings.count(100, 400),
        "noise": settings.number(0.1, 0, 1),
        "hidden": units((4,)),
        "activation": settings.choice("tanh", list(playground.ACTIVATIONS)),
        "rate": settings.number(0.5, 0, 10),
        "decay": settings.number(0, 0, 1),
        "seed": settings.count(0, 9999),
        "epoch": settings.count(0, MOST_EPOCHS),
        "points": settings.matrix(((-1, 0, 0), (1, 0, 1)), 200, 3),
    },
    still=still,
    parts=("player", "points", "network", "python", "weights"),
    links=links,
    wide=True,
)
