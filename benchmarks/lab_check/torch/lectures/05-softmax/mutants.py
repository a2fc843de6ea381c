"""Planted mistakes of the benchmark's exercise."""

from chainrule.labs import mutant


@mutant("exp of what is large", caught_by="large_logits", says="largest entry")
def overflow(source: str) -> str:
    return source.replace("logits - largest", "logits")
