"""Put files in the place of others so that a crash half-way can be undone.

A journal says what is being done. While it is there, the old files count: `undo` brings them back, as often as it is
called. With the journal's end the new ones count. All moves are renames in one folder.
"""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

JOURNAL = "restore-under-way"


def is_half_way(folder: Path) -> bool:
    """Whether a swap was begun and not ended."""
    return (folder / JOURNAL).is_file()


def swap(
    folder: Path, fresh: Path, kept: Path, *, away: Sequence[str] = (), last: Callable[[], None] = lambda: None
) -> None:
    """Move what is in `fresh` into `folder`, and what had these names before into `kept`.

    Args:
        fresh, kept: folders in `folder`.
        away: names in `folder` that go without another in their place.
        last: called before the new files count; where it raises, all is as it was.
    """
    names = sorted({path.name for path in fresh.iterdir()} | {name for name in away if (folder / name).exists()})
    had = [name for name in names if (folder / name).exists()]
    kept.mkdir(mode=0o700)
    _write(folder, {"kept": kept.name, "names": names, "had": had})
    try:
        for name in names:
            if name in had:
                (folder / name).rename(kept / name)
            if name not in away:
                (fresh / name).rename(folder / name)
        last()
    except BaseException:
        undo(folder)
        raise
    synced(folder)
    (folder / JOURNAL).unlink()
    synced(folder)
    fresh.rmdir()
    if not had:
        kept.rmdir()


def undo(folder: Path) -> None:
    """Bring back what was there before a swap that did not end."""
    journal = json.loads((folder / JOURNAL).read_text(encoding="utf-8"))
    kept = folder / journal["kept"]
    for name in journal["names"]:
        if (kept / name).exists():
            _remove(folder / name)
            (kept / name).rename(folder / name)
        elif name not in journal["had"]:
            _remove(folder / name)
    synced(folder)
    (folder / JOURNAL).unlink()
    if kept.is_dir():
        kept.rmdir()


def synced(path: Path) -> None:
    """See to it that a folder's names, or a file's content, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(folder: Path, journal: dict[str, object]) -> None:
    draft = folder / f"{JOURNAL}.new"
    draft.write_text(json.dumps(journal), encoding="utf-8")
    synced(draft)
    draft.rename(folder / JOURNAL)
    synced(folder)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
