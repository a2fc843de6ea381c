"""Recurrent layers: a state that is passed on from step to step, with the same weights at every step (lecture 20).

Who calls it: models, recipes, lectures. It must not know a model or data.

`cells` has the formula of one step, and the cells that make it; `layers` goes over the steps, the directions and the
layers above each other.
"""

from chainrule.nn.recurrent.cells import GRUCell, LSTMCell, RNNCell
from chainrule.nn.recurrent.layers import GRU, LSTM, RNN

__all__ = ["GRU", "LSTM", "RNN", "GRUCell", "LSTMCell", "RNNCell"]
