"""A progress bar for what is fetched, on stderr: in a terminal it moves, elsewhere it is a line a file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

Tell = Callable[[str, int, int], None]  # the file's name, bytes so far, bytes in all (0 where that is not known)


@contextmanager
def bar(console: Console | None = None) -> Iterator[Tell]:
    """What `fetch` may tell, shown as it goes."""
    console = console or Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:

        def tell(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=None)
                if not console.is_terminal:
                    console.print(f"fetching {name}", highlight=False)
            progress.update(tasks[name], completed=done, total=total or None)

        yield tell
