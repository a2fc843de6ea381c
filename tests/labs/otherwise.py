"""A lab written in another way than the library: the solution with some of its lines replaced."""

from collections.abc import Iterable

from chainrule.labs import Lab, Verdict, run_checks, solution


def written_otherwise(lab: Lab, edits: Iterable[tuple[str, str]], most: int = 1) -> str:
    """The solution with each old text, which must stand in it, `most` times at most, replaced by the new one."""
    source = solution(lab)
    for old, new in edits:
        assert 1 <= source.count(old) <= most, f"the library has changed: {old}"
        source = source.replace(old, new)
    return source


def complaints(lab: Lab, source: str) -> list[str]:
    """What the checks that fail say of a file."""
    verdict: Verdict = run_checks(lab, source.encode(), filename=lab.file_name, seed=11)
    return [result.message for result in verdict.results if not result.passed]
