"""What is taken for a question that is another one elsewhere, and what for a machine that has too much to do."""

from collections.abc import Sequence
from functools import partial

import pytest

from chainrule.campus.questions import Ran, Runner, RunnerDied
from chainrule.campus.questions.running import HASH_SEED_ELSEWHERE, Process, program_id
from chainrule.campus.questions.sameness import otherwise

PREDICT = """
x = draw.integer(100, 900)
return Program(f'''
{code}
''', because="so it is")
"""
LATE = Ran("", "Timeout", "it ran for more than 10 seconds")


class Busy(Runner):
    """What runs elsewhere and stops the first programs that it gets, as one on a busy machine does."""

    def __init__(self, stops: int, only: str = "") -> None:
        super().__init__(start=partial(Process, hash_seed=HASH_SEED_ELSEWHERE))
        self.stops, self.only = stops, only
        self.ran: list[int] = []

    def run(self, programs: Sequence[str]) -> list[Ran]:
        self.ran.append(len(programs))
        found = super().run(programs)
        for place, program in enumerate(programs):
            if self.stops and self.only in program:
                found[place] = LATE
                self.stops -= 1
        return found


def judged(question, runner, twin):
    good = [question.variant(seed) for seed in range(8)]
    runs = {program_id(one): runner.run([one])[0] for variant in good for one in variant.to_prove()}
    return [error.problem for error in otherwise(question, good, runs, twin)]


@pytest.mark.parametrize("only", ["names(", "told("])
def test_what_took_too_long_elsewhere_is_run_once_more(asked, runner, only):
    with Busy(1, only) as twin:
        assert judged(asked("predict_output", PREDICT.format(code="print(sum([{x}, 0.5]))")), runner, twin) == []
        assert twin.ran[0] == 3
        assert 1 in twin.ran


def test_what_takes_too_long_twice_is_no_mistake_of_the_author(asked, runner):
    question = asked("predict_output", PREDICT.format(code="print({x})"))
    with Busy(99, "names(") as twin, pytest.raises(RunnerDied, match=r"asked: no verdict.*Try again later"):
        judged(question, runner, twin)
    with Busy(99) as twin, pytest.raises(RunnerDied, match="no verdict"):
        judged(question, runner, twin)


def test_keys_that_are_the_same_cost_three_processes_and_not_one_each(asked, runner):
    with Busy(0) as twin:
        assert judged(asked("predict_output", PREDICT.format(code="print(sum([{x}, 0.5]))")), runner, twin) == []
        assert twin.ran == [3, 3]


def test_a_program_that_another_one_before_it_disturbs_is_judged_alone(asked, runner):
    code = "import math\nprint({x}, hasattr(math, 'left'))\nmath.left = 1"
    with Busy(0) as twin:
        assert judged(asked("predict_output", PREDICT.format(code=code)), runner, twin) == []
        assert twin.ran[2:], "some were run again"


def test_a_program_that_ends_its_process_is_no_verdict(asked, runner):
    code = "import os\nprint({x})\nif not os.environ['PYTHONHASHSEED'] == '0': os._exit(0)"
    with Busy(0) as twin, pytest.raises(RunnerDied, match="Died"):
        judged(asked("predict_output", PREDICT.format(code=code)), runner, twin)
