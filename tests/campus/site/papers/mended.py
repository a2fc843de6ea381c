"""A bank in which some questions' keys or rubrics were mended, and all that they show is as it was."""

from typing import Any

from chainrule.campus.questions import Bank, Question, freeze, thaw


class Mended:
    """A question whose file marks in another way and shows the same: another option is right, a rubric counts more."""

    def __init__(self, question: Question, **changed: Any) -> None:
        self._question, self._changed = question, changed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._question, name)

    def variant(self, seed: int) -> Any:
        kept = freeze(self._question.variant(seed))
        return thaw({**kept, **(self._changed or mended(kept))})


def mended(kept: dict[str, Any]) -> dict[str, Any]:
    """Another key for what was kept of a variant."""
    if kept["kind"] == "multiple_choice":
        return {"options": moved(kept["options"])}
    if kept["kind"] == "find_error":
        return {"edits": moved(kept["edits"])}
    if kept["kind"] == "complete_code":
        return {"fills": [{**fill, "is_right": True} for fill in kept["fills"]]}
    if kept["kind"] == "predict_output":
        return {"exact": not kept["exact"]}
    first, *others = kept["rubric"]
    return {"rubric": [{**first, "points": first["points"] * 3}, *others]}


def moved(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The options, of which the next one is right."""
    rights = [option["is_right"] for option in options]
    return [{**option, "is_right": right} for option, right in zip(options, rights[-1:] + rights[:-1], strict=True)]


def with_mended(bank: Bank, *ids: str, **changed: Any) -> Bank:
    """The bank, with these questions mended."""
    return Bank({id: Mended(one, **changed) if id in ids else one for id, one in bank.items()})  # type: ignore[misc]
