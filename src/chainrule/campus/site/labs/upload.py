"""A file that was sent, by a form or by `chainrule submit`: a Python file, or a notebook and what it amounts to.

A notebook is read as data. Of it the site keeps the text of the lab's own cells, put together into the lab's file:
outputs, metadata and other cells are not stored and so are never shown.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile

from chainrule.campus.site import outside, rates
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.labs.desk import MAX_BYTES, Refused, TooManyWait, read_source
from chainrule.labs import Lab
from chainrule.labs.notebook import LARGEST_NOTEBOOK

LONGEST_NAME = 120
REFUSED = rates.Rate("refused-file", 12, 10 * 60)  # of one person: each costs the server some seconds at worst


def read_upload(student: User, lab: Lab, upload: UploadedFile) -> tuple[str, str]:
    """The lab's file that was sent, and the name it was sent under. Raises `Refused`, also to wait after many."""
    if seconds := REFUSED.wait(student.pk):
        raise TooManyWait(
            f"{REFUSED.most} of your files could not be read: wait {rates.words(seconds)}, then hand in the next one"
        )
    try:
        return read_file(lab, upload)
    except TooManyWait:
        raise
    except Refused:
        REFUSED.count(student.pk)
        raise


def read_file(lab: Lab, upload: UploadedFile) -> tuple[str, str]:
    """The lab's file in an upload, and its name. Raises `Refused`."""
    name = upload.name or lab.file_name
    ending = PurePosixPath(name.lower()).suffix
    if ending not in (".py", ".ipynb"):
        raise Refused(
            f"“{shortened(name)}” is no Python file and no notebook: hand in a file that ends in .py or .ipynb"
        )
    most = LARGEST_NOTEBOOK if ending == ".ipynb" else MAX_BYTES
    if (upload.size or 0) > most:
        hint = "; clear all outputs in Jupyter, save, and hand it in again" if ending == ".ipynb" else ""
        raise Refused(f"“{shortened(name)}” has {upload.size:,} bytes; at most {most:,} are taken{hint}")
    content = upload.read()
    if ending == ".py":
        return read_source(content, shortened(name)), shortened(name)
    return read_notebook(lab, content, shortened(name)), shortened(name)


def read_notebook(lab: Lab, content: bytes, name: str) -> str:
    """What a notebook amounts to; it is read in a process of its own. Raises `Refused`."""
    if not content.strip():
        raise Refused(f"“{name}” is empty: save the notebook in Jupyter or Colab, then hand it in")
    about = {"number": lab.number, "builds": list(lab.builds), "folder": str(lab.folder)}
    about |= {"broken": list(lab.broken), "faulty": lab.faulty}
    try:
        source = outside.read("chainrule.campus.site.labs.notebooks:source", content, **about)
    except outside.TooManyRead as busy:
        raise TooManyWait(str(busy)) from busy
    except outside.CannotRead as error:
        problem, _, fix = str(error).partition("\n  fix: ")
        raise Refused(f"“{name}”: {problem}{f'. What to do: {fix}' if fix else ''}") from error
    return read_source(str(source).encode("utf-8", "surrogatepass"))


def shortened(name: str) -> str:
    """A file's name that fits its column, with its ending."""
    if len(name) <= LONGEST_NAME:
        return name
    ending = PurePosixPath(name).suffix
    return name[: LONGEST_NAME - len(ending) - 1] + "…" + ending
