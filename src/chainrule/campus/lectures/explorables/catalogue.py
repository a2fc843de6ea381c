"""Which explorables there are: each name, and what makes it."""

from chainrule.campus.lectures.explorables.descent_map import DESCENT_MAP
from chainrule.campus.lectures.explorables.graph_stepper import GRAPH_STEPPER
from chainrule.campus.lectures.explorables.kind import Explorable
from chainrule.campus.lectures.explorables.mlp_playground import MLP_PLAYGROUND

EXPLORABLES: dict[str, Explorable] = {
    "descent-map": DESCENT_MAP,
    "graph-stepper": GRAPH_STEPPER,
    "mlp-playground": MLP_PLAYGROUND,
}
