"""The `chainrule` command. Each command's module is imported only when it is called, so that `check` starts fast.

Who calls it: people and scripts, nobody in the house (but `chainrule.load_ipython_extension`). It may know every room,
must not know how one works, and does nothing that a room could do: a command reads its arguments, calls a room, and
prints. The light install has no Django: what needs the site is imported inside of the command.
"""

import importlib
import sys

import click

from chainrule import __version__
from chainrule.course import CourseError
from chainrule.data.problems import DataProblem

COMMANDS = {
    # command: (module, one line for --help)
    "learn": ("alone", "Open the whole course in your browser, for you alone."),
    "start": ("learn", "Make a folder with the labs' starter files."),
    "check": ("learn", "Check a lab and say what is wrong."),
    "watch": ("watch", "Check again at every save."),
    "hint": ("learn", "Show the next hint."),
    "solution": ("learn", "Show the verified solution, after passing or giving up."),
    "progress": ("learn", "Show which labs are done."),
    "reset": ("learn", "Put a lab's starter back; what was there is kept beside it."),
    "viva": ("viva", "Answer five questions about your own code."),
    "notebook": ("notebook", "Write a lab as a Jupyter notebook."),
    "login": ("submit", "Keep a server's address and your personal token."),
    "submit": ("submit", "Hand a lab in to the server."),
    "logout": ("submit", "Forget the server and the token on this machine."),
    "sweep": ("sweep", "Search for a recipe's best hyperparameters, with several workers."),
    "train": ("train", "Train a recipe and assert its number."),
    "sample": ("sample", "Draw texts or pictures from a trained recipe."),
    "data": ("data", "List data sets, fetch them, say where they are."),
    "new": ("author", "Make next year's course with every date moved."),
    "lecture": ("begin", "Begin a lecture: `lecture new NN`."),
    "lab": ("begin", "Begin a lab: `lab new NN`."),
    "question": ("question", "Begin a question, see it, prove it, carry it over: `question new KIND`."),
    "preview": ("preview", "Show a lecture in the browser, new at every save."),
    "paper": ("paper", "Print a quiz or an exam, with answer sheets: `paper print quiz-1`."),
    "verify": ("author", "Prove the whole course and say what fails."),
    "publish": ("publish", "Write the lectures as files: a site with search and no server."),
    "serve": ("serve", "Serve the site on this machine."),
    "worker": ("worker", "Grade submissions on this machine, for a site on PostgreSQL."),
    "receipt": ("receipt", "Say whether the server holds what a list of receipts says."),
    "revise": ("revise", "Show what an edited course.toml does to every grade; put it in force."),
    "draw-teams": ("draw_teams", "Check the draw of teams: `draw-teams --check FILE`."),
    "audit": ("audit", "Say whether the audit log was changed: `audit check`."),
    "export-student": ("records", "Write all that the site holds about one student into a ZIP."),
    "forget": ("records", "Take personal texts out after the term; marks and counts stay."),
    "backup": ("safekeeping", "Copy the whole site into one file, while it runs."),
    "restore": ("safekeeping", "Put a backup in the site's place."),
    "migrate": ("safekeeping", "Bring the database up to this release, after a backup."),
    "doctor": ("doctor", "Is this machine ready? For you: `--student`; for a site: the sandbox."),
    "manage": ("serve", "Run a Django management command."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"chainrule.cli.{COMMANDS[cmd_name][0]}"), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="chainrule")
def cli() -> None:
    """A complete university course in deep learning, as software."""


STOPPED = 130  # the status of a program that Ctrl-C ended


def main(command: click.Command = cli) -> None:
    """Run the command; an error in the course's files or data is told in words, not as a traceback.

    Ctrl-C ends it without a word, with the status that shells give to it.
    """
    try:
        status = command.main(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(STOPPED)
    except (CourseError, DataProblem) as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] in CAMPUS_PACKAGES:
            problem = f"this command needs the platform ({error.name} is missing)"
            from chainrule import install  # reads what pip wrote down: a tenth of a second

            click.echo(f"error: {problem}\n  fix: {install.command('campus')}", err=True)
            sys.exit(2)
        raise


CAMPUS_PACKAGES = {
    "django",
    "yaml",
    "markdown_it",
    "mdit_py_plugins",
    "py_mini_racer",
    "nh3",
    "waitress",
    "pygments",
    "tomlkit",
    "psycopg",
    "procrastinate",
    "defusedxml",
    "text2qti",
    "cryptography",
}
