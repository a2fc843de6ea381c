"""One GPT of a few thousand weights, written once for each engine: `Value`, `Tensor`, PyTorch (lectures 3 to 24).

Who calls it: lectures, which put the three files side by side, and `python -m chainrule.microgpt`, which trains one on
names. It must not know `models`, `training` or the course: all of a GPT stands here.

`on_values`, `on_tensors` and `on_torch` each have a `GPT(config, weights)` with the same methods: `logits(tokens)`,
`loss(tokens)` and `step(tokens, rate)`, which makes a step of Adam and gives the loss. From the same weights
(`first_weights`) they give the same losses. What is a list of vectors in the first is an array in the others.
"""

from chainrule.microgpt.start import Config, Weights, first_weights

__all__ = ["Config", "Weights", "first_weights"]
