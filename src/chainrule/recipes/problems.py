"""What goes wrong with a recipe, in words."""


class UnknownRecipe(LookupError):
    """No recipe, or more than one, has a name that begins so. The message lists the near ones."""

    def __str__(self) -> str:  # a LookupError's own would be between quotes
        return str(self.args[0])


class NotReached(AssertionError):
    """A recipe's number is not what it must be."""


class CannotSample(ValueError):
    """A recipe cannot be drawn from: it is not trained yet, has no sampler, or cannot go on from the prompt."""
