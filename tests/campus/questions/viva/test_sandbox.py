"""The same in the real sandbox: questions of a file that passed, and words for one that attacks."""

from collections.abc import Iterator, Mapping

import pytest
from tests.patience import patience

from chainrule.campus.questions.viva import COUNT, NoQuestions, kept, make
from chainrule.labs import Lab, solution
from chainrule.labs.sandbox import SandboxLauncher

pytestmark = [pytest.mark.slow, pytest.mark.needs("the sandbox")]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxLauncher]:
    launcher = SandboxLauncher(preload=("numpy",))
    yield launcher
    launcher.close()


@pytest.mark.parametrize("number", ["01", "05"])
def test_a_file_gives_five_questions_and_the_same_again(
    number: str, labs: Mapping[str, Lab], sandbox: SandboxLauncher
) -> None:
    source = solution(labs[number]).encode()
    first, again = (make(labs[number], source, 1, sandbox, seconds=patience(120)) for _ in range(2))
    assert len(first.questions) == COUNT
    assert [kept(one) for one in first.questions] == [kept(one) for one in again.questions]


@pytest.mark.parametrize(
    "attack", ["x = [0] * 10**10", "import os\nwhile True: os.fork()", "while True: pass", "import os\nos._exit(1)"]
)
def test_a_file_that_attacks_is_refused_in_words_and_the_next_is_asked_about(
    attack: str, labs: Mapping[str, Lab], sandbox: SandboxLauncher
) -> None:
    lab = labs["05"]
    with pytest.raises(NoQuestions, match="does not run"):
        make(lab, f"{solution(lab)}\n{attack}\n".encode(), 1, sandbox, seconds=40)
    assert make(labs["01"], solution(labs["01"]).encode(), 1, sandbox).questions
