"""Questions, papers and marking. Pure functions, but for `Runner`, which runs code in another process.

An author imports the decorator of a kind and what its function returns:

| decorator | the function returns | made of |
|---|---|---|
| `multiple_choice` | `Choices` | `right`, `wrong` |
| `short_answer` | `OpenQuestion` | `Criterion` |
| `find_error` | `Faulty` | `right_edit`, `wrong_edit`; or `from_mutant`, which makes it of a lab's mutant |
| `predict_output` | `Program` | `wrong` |
| `complete_code` | `Fragment` | `right`, `wrong` |

Who calls it: authors (the decorators), the site's `papers` app, the proof. It must not know Django, the class or the
clock; who sat what is a parameter. Everything but `Runner` is pure.

The way of an answer: `load_bank` -> `draw_paper` (positions of questions and seeds, the same for the same student and
secret; only seeds below `SEEDS`, each of which is proven) -> `for_student` (allow-listed: a key never leaves by it) ->
events -> `replay` -> `collect_runs` (the edge that acts) -> `mark_attempt`. Answers are JSON: `{"option": 2}` (position
as shown, from 0), `{"text": "..."}`, and for find_error `{"line": 3, "option": 1}` (line from 1). Anything else is
unanswered and never raises. A mark that needs a run says `needs_run` until the recorded result is handed in.
"""

from chainrule.campus.questions.bank import Bank, clashes, load_bank, load_private_bank, load_question, overlaid
from chainrule.campus.questions.frozen import NotReadable, Variants, freeze, name_of, thaw
from chainrule.campus.questions.isolated import IsolatedRunner
from chainrule.campus.questions.kinds.complete_code import CompleteCode, Fragment
from chainrule.campus.questions.kinds.find_error import Faulty, FindError, right_edit, wrong_edit
from chainrule.campus.questions.kinds.multiple_choice import Choices, MultipleChoice, right, wrong
from chainrule.campus.questions.kinds.predict_output import PredictOutput, Program
from chainrule.campus.questions.kinds.short_answer import Criterion, OpenQuestion, ShortAnswer
from chainrule.campus.questions.marking import (
    AnswerEvent,
    AttemptResult,
    Flag,
    ItemResult,
    Replay,
    collect_runs,
    mark,
    mark_attempt,
    replay,
)
from chainrule.campus.questions.papers import Item, Paper, check_blueprint, draw_paper
from chainrule.campus.questions.planted import from_mutant
from chainrule.campus.questions.proof import Proof, prove, prove_bank
from chainrule.campus.questions.question import (
    SEEDS,
    Question,
    complete_code,
    find_error,
    multiple_choice,
    predict_output,
    short_answer,
)
from chainrule.campus.questions.running import Ran, Runner, RunnerDied, default_cache
from chainrule.campus.questions.variant import HumanMark, Mark, Variant

__all__ = [
    "SEEDS",
    "AnswerEvent",
    "AttemptResult",
    "Bank",
    "Choices",
    "CompleteCode",
    "Criterion",
    "Faulty",
    "FindError",
    "Flag",
    "Fragment",
    "HumanMark",
    "IsolatedRunner",
    "Item",
    "ItemResult",
    "Mark",
    "MultipleChoice",
    "NotReadable",
    "OpenQuestion",
    "Paper",
    "PredictOutput",
    "Program",
    "Proof",
    "Question",
    "Ran",
    "Replay",
    "Runner",
    "RunnerDied",
    "ShortAnswer",
    "Variant",
    "Variants",
    "check_blueprint",
    "clashes",
    "collect_runs",
    "complete_code",
    "default_cache",
    "draw_paper",
    "find_error",
    "freeze",
    "from_mutant",
    "load_bank",
    "load_private_bank",
    "load_question",
    "mark",
    "mark_attempt",
    "multiple_choice",
    "name_of",
    "overlaid",
    "predict_output",
    "prove",
    "prove_bank",
    "replay",
    "right",
    "right_edit",
    "short_answer",
    "thaw",
    "wrong",
    "wrong_edit",
]
