"""The wheel of this very installation: what notebooks install while no index has the package.

It is made of the installed files and of the course that is served, without its questions: they are for the papers.
"""

import base64
import hashlib
import importlib.metadata
import io
import zipfile
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import Shelf, course, folder
from chainrule.course import PACKAGE

ABOUT = "Wheel-Version: 1.0\nGenerator: chainrule\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
KEPT_BACK = "questions"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files make the same bytes


@requires("course.read")
@require_safe
def download(request: HttpRequest, name: str) -> HttpResponse:
    """The wheel, for pip."""
    if name != file_name():
        raise Http404(f"there is no wheel of this name; this site's is {file_name()}")
    content, digest = made()
    headers = {"ETag": f'"{digest}"', "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(content, content_type="application/zip", headers=headers)


def package(request: HttpRequest) -> str:
    """What the first cell of a notebook installs: what `course.toml` names, else this site's own wheel."""
    return course().notebooks.package or request.build_absolute_uri(reverse("core:wheel", args=[file_name()]))


def distribution() -> Distribution:
    """This installation as pip knows it."""
    try:
        return importlib.metadata.distribution("chainrule")
    except importlib.metadata.PackageNotFoundError as error:
        raise Http404("this site runs from files that pip did not install, so it has no wheel") from error


def file_name() -> str:
    return f"chainrule-{distribution().version}-py3-none-any.whl"


def _make() -> tuple[bytes, str]:
    content = wheel(PACKAGE, folder(), distribution())
    return content, hashlib.sha256(content).hexdigest()


made: Callable[[], tuple[bytes, str]] = Shelf(_make)


def wheel(package: Path, course: Path, known: Distribution) -> bytes:
    """A wheel of the package's files, with this course in it and what pip knows of the distribution."""
    about = f"chainrule-{known.version}.dist-info"
    written = io.BytesIO()
    record = []
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(content)}")

        for path in files(package, without=("_course",)):
            add(f"chainrule/{path.relative_to(package).as_posix()}", path.read_bytes())
        for path in files(course, without=(KEPT_BACK,)):
            add(f"chainrule/_course/{path.relative_to(course).as_posix()}", path.read_bytes())
        for name, text in metadata(known):
            add(f"{about}/{name}", text.encode())
        record.append(f"{about}/RECORD,,")
        archive.writestr(zipfile.ZipInfo(f"{about}/RECORD", LONG_AGO), "\n".join(record) + "\n")
    return written.getvalue()


def files(root: Path, without: tuple[str, ...]) -> Iterator[Path]:
    """The files below a folder, in order, without folders of these names, caches, hidden files and links."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        skipped = any(part in (*without, "__pycache__") or part.startswith(".") for part in parts)
        if not skipped and path.is_file() and not path.is_symlink():
            yield path


def metadata(known: Distribution) -> Iterator[tuple[str, str]]:
    """The files of `dist-info` that say what the package is, not how it came here."""
    yield "WHEEL", ABOUT
    for name in ("METADATA", "entry_points.txt", "licenses/LICENSE"):
        if (text := known.read_text(name)) is not None:
            yield name, text
