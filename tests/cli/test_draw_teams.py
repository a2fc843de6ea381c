"""`chainrule draw-teams --check FILE`: 0 it is the draw, 1 it is not, 2 it cannot be checked. No server is asked."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chainrule.campus.project import draw, published
from chainrule.campus.syllabus.model import TeamRules
from chainrule.cli import cli

SEED = "ab" * 32
DEADLINE = dt.datetime(2026, 2, 3, 19, tzinfo=dt.UTC)
COMMITMENT = draw.commitment("CS 1", DEADLINE, SEED)


def listed() -> dict[str, Any]:
    promise = draw.Promise("CS 1", DEADLINE, COMMITMENT, DEADLINE - dt.timedelta(days=12))
    codes = [draw.code("cd" * 32, number) for number in range(10)]
    rules = TeamRules(3, dt.timedelta(weeks=1), "new-teams")
    return published.as_json(draw.make(promise, SEED, DEADLINE, rules, codes, [draw.Formed(tuple(codes[:3]))]))


@pytest.fixture
def check(tmp_path: Path) -> Any:
    def run(content: Any, *more: str) -> Result:
        file = tmp_path / "draw-of-teams.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return CliRunner().invoke(cli, ["draw-teams", "--check", str(file), *more])

    return run


def test_the_draw_that_was_promised(check: Any) -> None:
    result = check(listed(), "--commitment", f" {COMMITMENT.upper()} ")
    assert result.exit_code == 0
    assert "CS 1: 10 students, 7 of them without a team before the draw, 4 teams after it." in result.output
    assert "This is the draw that was promised." in result.output


def test_another_team_is_said_with_its_members(check: Any) -> None:
    other = listed()
    other["teams"][-1].append(other["teams"][-2].pop())
    result = check(other)
    assert result.exit_code == 1
    assert "which the seed does not give" in result.output
    assert "This is not the draw that was promised." in result.output


def test_a_commitment_that_was_noted_and_is_another_one(check: Any) -> None:
    result = check(listed(), "--commitment", "0" * 64)
    assert result.exit_code == 1
    assert f"The list says that {COMMITMENT} was promised, and you noted another one." in result.output


@pytest.mark.parametrize("content", ["", "no list", "{}", "[]", '{"what": "chainrule team draw 1"}'])
def test_what_cannot_be_read_is_said_with_a_remedy(check: Any, content: str) -> None:
    result = check(content)
    assert result.exit_code == 2
    assert "cannot be checked" in result.output
    assert "fix: take the file that the page of the draw gives" in result.output


def test_a_list_before_the_draw_cannot_be_checked_yet(check: Any) -> None:
    result = check(listed() | {"seed": None})
    assert result.exit_code == 2
    assert "not opened yet" in result.output


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["draw-teams", "--check", str(tmp_path / "none.json")]).exit_code == 2
