"""The address under which Google Colab opens a notebook of a public repository on github.com."""

import re
from urllib.parse import quote, urlsplit

HOST = "github.com"
OWNER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")
NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
REF = re.compile(r"[A-Za-z0-9._/+@-]{1,200}")
BADGE = "https://colab.research.google.com/assets/colab-badge.svg"


def colab(address: str, ref: str, path: str) -> str | None:
    """Where Colab opens the notebook at `path` of a branch or commit; None for what it cannot open.

    >>> colab("https://github.com/owls/birds.git", "main", "main.ipynb")
    'https://colab.research.google.com/github/owls/birds/blob/main/main.ipynb'
    >>> colab("https://gitlab.com/owls/birds", "main", "main.ipynb")
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    steps = parts.path.strip("/").removesuffix(".git").split("/")
    public = parts.scheme == "https" and host == HOST and port in (None, 443) and "@" not in parts.netloc
    if not public or parts.query or parts.fragment or len(steps) != 2:
        return None
    owner, name = steps
    if not OWNER.fullmatch(owner) or not NAME.fullmatch(name) or name in (".", ".."):
        return None
    if not REF.fullmatch(ref) or _climbs(ref) or _climbs(path) or not path.lower().endswith(".ipynb"):
        return None
    if not path.isprintable():
        return None
    return f"https://colab.research.google.com/github/{owner}/{name}/blob/{quote(ref)}/{quote(path)}"


def badge(address: str, ref: str, path: str) -> str | None:
    """The same as a badge for a README, in Markdown.

    >>> badge("https://github.com/owls/birds", "main", "a b.ipynb")  # doctest: +ELLIPSIS
    '[![Open in Colab](https://...svg)](https://colab.research.google.com/github/owls/birds/blob/main/a%20b.ipynb)'
    """
    where = colab(address, ref, path)
    if where is None:
        return None
    return f"[![Open in Colab]({BADGE})]({where.replace('(', '%28').replace(')', '%29')})"


def _climbs(path: str) -> bool:
    """Whether a path leaves the folder that it begins in, or begins at none."""
    return any(step in ("", ".", "..") for step in path.split("/"))
