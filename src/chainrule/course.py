"""Where the course's files are, and the one error that tells its author what is wrong with them."""

import os
import re
from pathlib import Path

PACKAGE = Path(__file__).parent


class CourseError(Exception):
    """Something in the course's files is wrong: which file and line, what, and what to do about it.

    `str(error)` reads

        course/lectures/08-convolution/lab.toml:3
          `hints` needs three levels, found 2
          fix: add the missing level
    """

    def __init__(self, path: Path | str, problem: str, fix: str, line: int | None = None) -> None:
        self.path, self.problem, self.fix, self.line = Path(path), problem, fix, line
        super().__init__(path, problem, fix, line)

    @property
    def where(self) -> str:
        """`file` or `file:line`, relative to the working directory where that is shorter."""
        path = self.path
        if path.is_absolute() and path.is_relative_to(Path.cwd()):
            path = path.relative_to(Path.cwd())
        return f"{path}:{self.line}" if self.line else str(path)

    def __str__(self) -> str:
        return f"{self.where}\n  {self.problem}\n  fix: {self.fix}"


def find_course(explicit: Path | str | None = None) -> Path:
    """The folder that holds `course.toml`.

    The first of these that applies: the folder given; `$CHAINRULE_COURSE`; `course.toml` in the working
    directory, or `course/course.toml` below it; the checkout that this package runs from; the copy in the wheel.
    A folder that was asked for and is no course raises `CourseError`.
    """
    asked = explicit or os.environ.get("CHAINRULE_COURSE")
    if asked:
        folder = Path(asked).expanduser().resolve()
        if not (folder / "course.toml").is_file():
            raise CourseError(
                folder, "there is no course.toml in this folder", "name the folder that holds course.toml"
            )
        return folder
    here = Path.cwd()
    for folder in (here, here / "course", PACKAGE.parent.parent / "course", PACKAGE / "_course"):
        if (folder / "course.toml").is_file():
            return folder.resolve()
    raise CourseError(
        here, "no course was found here or in this installation", "pass --course DIR, or reinstall chainrule"
    )


def lecture_folders(course: Path) -> dict[int, Path]:
    """The folders `lectures/NN-name` by class number, in order.

    Raises `CourseError` for a folder without a number and for two folders with the same one.
    """
    folders: dict[int, Path] = {}
    for folder in sorted(
        p for p in (course / "lectures").glob("*") if p.is_dir() and not p.name.startswith(("_", "."))
    ):
        match = re.fullmatch(r"(\d\d)-[a-z0-9-]+", folder.name)
        if not match:
            raise CourseError(
                folder, "a lecture's folder is called NN-name", "rename it, for example to 03-backpropagation"
            )
        number = int(match.group(1))
        if number in folders:
            raise CourseError(
                folder, f"class {number} has two folders: {folders[number].name} and {folder.name}", "keep one"
            )
        folders[number] = folder
    return folders
