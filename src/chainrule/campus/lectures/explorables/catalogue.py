"""Which explorables there are: each name, and what makes it."""

from chainrule.campus.lectures.explorables.graph_stepper import GRAPH_STEPPER
from chainrule.campus.lectures.explorables.kind import Explorable

EXPLORABLES: dict[str, Explorable] = {
    "graph-stepper": GRAPH_STEPPER,
}
