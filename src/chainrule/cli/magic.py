"""`%%check 03` in a notebook: the cells so far go through the ordinary checker, and the verdict comes as text.

The extension notes the text of every cell that is run. A cell is known by its id; where the front end tells none
(plain IPython), by the function that it defines. Nothing leaves the machine.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chainrule.course import CourseError, find_course
from chainrule.labs.cells import NotebookError, cells_of
from chainrule.labs.folder import still_to_write
from chainrule.labs.lab import load_lab
from chainrule.labs.notebook import assembled
from chainrule.labs.run import Run
from chainrule.labs.student_process import NoVerdict, PlainLauncher

LONGEST_HISTORY = 2_000  # cells


class Notes:
    """The cells that were run, the latest last: (id or "", text)."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.cells: list[tuple[str, str]] = []

    def pre_run_cell(self, info: Any) -> None:
        """Note a cell; IPython calls this before it runs one."""
        identity = getattr(info, "cell_id", None)
        self.cells.append((identity if isinstance(identity, str) else "", info.raw_cell or ""))
        del self.cells[:-LONGEST_HISTORY]

    def check(self, line: str, body: str) -> None:
        """Check the cells so far: `%%check 03`. The lines below run afterwards, with what was written."""
        number = line.strip()
        if not number:
            print("Say which lab: %%check 03")
            return
        try:
            lab = load_lab(find_course(), number)
            source = assembled(lab, cells_of(lab, (([identity], text) for identity, text in self.cells)))
            run = Run(lab, source.encode(), lab.file_name, None, PlainLauncher())
            tell(run)
        except (LookupError, CourseError, NotebookError, NoVerdict) as error:
            print(error)
            return
        if any(part and not part.lstrip().startswith("#") for part in body.split("\n")):
            space: dict[str, Any] = {"__name__": f"lab{lab.number}"}
            exec(compile(source, lab.file_name, "exec", dont_inherit=True), space)  # the student's own code and machine
            self.shell.push({name: value for name, value in space.items() if not name.startswith("__")})
            self.shell.run_cell(body)


def tell(run: Run) -> None:
    """Run the checks and print the verdict as `chainrule check` does."""
    from chainrule.cli import show  # the words are the terminal's; nothing else of it is needed

    verdict = run.verdict(list(run))
    out = show.console()
    show.heading(out, run.lab, "this notebook", verdict.sha256, datetime.now(), verdict.description)
    if not verdict.problem:
        for result in verdict.results:
            show.line(out, result)
        out.print()
    unwritten = still_to_write(run.lab, run.source.decode("utf-8", "replace"))
    show.summary(out, verdict, every=False, unwritten=unwritten)
    show.total(out, verdict)


def load(shell: Any) -> None:
    """Teach an IPython shell `%%check`. Twice does no harm: the cells noted so far are kept."""
    if isinstance(getattr(shell, "chainrule_notes", None), Notes):
        return
    notes = Notes(shell)
    shell.chainrule_notes = notes
    shell.events.register("pre_run_cell", notes.pre_run_cell)
    shell.register_magic_function(notes.check, "cell", "check")
    shell.register_magic_function(lambda line: notes.check(line, ""), "line", "check")
    shell.input_transformers_cleanup.append(with_body)


def with_body(lines: list[str]) -> list[str]:
    """IPython refuses a cell magic with nothing below it; `%%check 03` alone is what most cells are."""
    if lines and lines[0].startswith("%%check") and not "".join(lines[1:]).strip():
        return [f"{lines[0].rstrip()}\n", "#\n"]
    return lines
