"""Where Colab opens a notebook: repositories of github.com, and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.project.checks import badge, colab

BASE = "https://colab.research.google.com/github"


@pytest.mark.parametrize(
    ("address", "ref", "path", "where"),
    [
        ("https://github.com/owls/birds", "main", "main.ipynb", "owls/birds/blob/main/main.ipynb"),
        ("https://github.com/owls/birds.git", "main", "main.ipynb", "owls/birds/blob/main/main.ipynb"),
        ("https://GitHub.com:443/owls/birds/", "0123abc", "a/Main.IPYNB", "owls/birds/blob/0123abc/a/Main.IPYNB"),
        (
            "https://github.com/owls/birds",
            "feature/x",
            "é (1).ipynb",
            "owls/birds/blob/feature/x/%C3%A9%20%281%29.ipynb",
        ),
        ("https://github.com/owls/birds", "main", "a?b#c.ipynb", "owls/birds/blob/main/a%3Fb%23c.ipynb"),
        ("https://github.com/owls/birds", "main", "model.py", None),
        ("https://github.com/owls/birds", "main", "../x.ipynb", None),
        ("https://github.com/owls/birds", "../x", "x.ipynb", None),
        ("https://github.com/owls/birds", "", "x.ipynb", None),
        ("https://github.com/owls/birds", "a b", "x.ipynb", None),
        ("https://github.com/owls/birds", "main", "a\nb.ipynb", None),
        ("http://github.com/owls/birds", "main", "x.ipynb", None),
        ("https://www.github.com/owls/birds", "main", "x.ipynb", None),
        ("https://github.com.evil.org/owls/birds", "main", "x.ipynb", None),
        ("https://evil.org/github.com/owls/birds", "main", "x.ipynb", None),
        ("https://me@github.com/owls/birds", "main", "x.ipynb", None),
        ("https://github.com:8443/owls/birds", "main", "x.ipynb", None),
        ("https://github.com:x/owls/birds", "main", "x.ipynb", None),
        ("https://github.com/owls", "main", "x.ipynb", None),
        ("https://github.com/owls/birds/tree/main", "main", "x.ipynb", None),
        ("https://github.com/owls/..", "main", "x.ipynb", None),
        ("https://github.com/-owls/birds", "main", "x.ipynb", None),
        ("https://github.com/owls/birds?x=1", "main", "x.ipynb", None),
        ("https://gitlab.com/owls/birds", "main", "x.ipynb", None),
        ("javascript:alert(1)", "main", "x.ipynb", None),
        ("", "", "", None),
    ],
)
def test_where_colab_opens_it(address: str, ref: str, path: str, where: str | None) -> None:
    assert colab(address, ref, path) == (f"{BASE}/{where}" if where else None)
    assert (badge(address, ref, path) is None) is (where is None)


@given(st.text(max_size=30), st.text(max_size=20), st.text(max_size=20))
def test_nothing_leads_elsewhere(name: str, ref: str, path: str) -> None:
    found = badge(f"https://github.com/owls/{name}", ref, f"{path}.ipynb")
    assert found is None or re.fullmatch(
        rf"\[!\[Open in Colab\]\(https://colab[^\s()]+\.svg\)\]\({BASE}/owls/[A-Za-z0-9._-]+/blob/[!-'*-~]+\.ipynb\)",
        found,
    )


def test_an_address_that_is_none() -> None:
    assert colab("https://[", "main", "x.ipynb") is None
