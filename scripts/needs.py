"""Say which system programs the tests need and how to get those that are missing.

With CI=true a missing one ends the run: a skipped test is not a green one.
"""

import ctypes.util
import os
import shutil
import sys
from pathlib import Path


def missing() -> dict[str, str]:
    """What is missing here, each with the Debian package that brings it."""
    found = {
        "Chromium (browser tests)": ("chromium", bool(shutil.which("chromium"))),
        "bubblewrap (the sandbox)": ("bubblewrap", bool(shutil.which("bwrap"))),
        "libseccomp (the sandbox)": ("libseccomp2", bool(ctypes.util.find_library("seccomp"))),
        "PostgreSQL (the site's tests on it)": ("postgresql", any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))),
    }
    return {what: package for what, (package, here) in found.items() if not here}


def main() -> None:
    absent = missing()
    for what, package in absent.items():
        print(f"missing: {what}. On Debian and Ubuntu: apt-get install {package}", file=sys.stderr)
    if absent and os.environ.get("CI") == "true":
        sys.exit("With CI=true every part must be there.")
    if absent:
        print("Tests that need them are skipped and say so.", file=sys.stderr)


if __name__ == "__main__":
    main()
