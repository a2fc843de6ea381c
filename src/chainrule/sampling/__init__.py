"""Drawing from what a trained model says (lectures 14-29).

Who calls it: recipes, `chainrule sample`, lectures, and whoever has a model. It knows a model by what it can be asked
alone, so it must not know data, training or the course.

`tokens` draws texts from whatever has `extend(tokens, state) -> (logits, state)`, and `beam` looks for the likeliest;
`diffusion` draws pictures, or what else there is, from whatever sees the noise in x_t, and `langevin` from a score, the
gradient of log p. Every draw takes a generator, that of the processor, so that the draws are the same on every device.
"""

from chainrule.sampling import diffusion, langevin
from chainrule.sampling.beam import Beam, beam_search
from chainrule.sampling.tokens import LanguageModel, generate, probabilities, sample_token

__all__ = ["Beam", "LanguageModel", "beam_search", "diffusion", "generate", "langevin", "probabilities", "sample_token"]
