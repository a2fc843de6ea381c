"""A hint of what to install names where this installation came from: an index only where it came from one."""

import json
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest

from chainrule import install

WHEEL = "http://127.0.0.1:8000/wheel/chainrule-0.1.0-py3-none-any.whl"


class Installed(Distribution):
    """A distribution as pip leaves it."""

    def __init__(self, where: Any) -> None:
        self.texts = {
            "METADATA": "Name: chainrule\nVersion: 0.1.0\nRequires-Dist: numpy\n"
            'Requires-Dist: django<5.3,>=5.2; extra == "campus"\nRequires-Dist: nh3; extra == "campus"\n'
            'Requires-Dist: pytest; extra == "dev"\n',
            "direct_url.json": where if isinstance(where, str | None) else json.dumps(where),
        }

    def read_text(self, filename: str) -> str | None:
        return self.texts.get(filename)

    def locate_file(self, path: Any) -> Path:
        return Path(path)


@pytest.fixture
def came_from(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(install, "pip", lambda: "pip")
    return lambda where: monkeypatch.setattr(install, "installed", lambda: Installed(where))


@pytest.mark.parametrize(
    ("where", "with_extra", "alone"),
    [
        (None, 'pip install "chainrule[campus]"', "chainrule"),
        ("not JSON", 'pip install "chainrule[campus]"', "chainrule"),
        ({"url": WHEEL, "archive_info": {}}, f'pip install "chainrule[campus] @ {WHEEL}"', WHEEL),
        (
            {"url": "https://github.com/ada/course", "vcs_info": {"vcs": "git"}},
            'pip install "chainrule[campus] @ git+https://github.com/ada/course"',
            "git+https://github.com/ada/course",
        ),
        # A file that is gone: what the extra asks for can be had in its place.
        (
            {"url": "file:///gone/chainrule-0.1.0-py3-none-any.whl", "archive_info": {}},
            'pip install "django<5.3,>=5.2" nh3',
            "chainrule",
        ),
    ],
)
def test_the_hint_names_where_it_came_from(came_from: Any, where: Any, with_extra: str, alone: str) -> None:
    came_from(where)
    assert install.command("campus") == with_extra
    assert install.source() == alone


def test_a_checkout_is_named_by_its_folder(came_from: Any, tmp_path: Path) -> None:
    folder = tmp_path / "my course"
    folder.mkdir()
    came_from({"url": folder.as_uri(), "dir_info": {"editable": True}})
    assert install.source() == str(folder)
    assert install.command("campus") == f'pip install -e "{folder}[campus]"'
    (folder / "constraints.txt").touch()
    assert install.command("campus") == f'pip install -c "{folder}/constraints.txt" -e "{folder}[campus]"'
    came_from({"url": folder.as_uri(), "dir_info": {}})
    assert install.command("campus") == f'pip install -c "{folder}/constraints.txt" "{folder}[campus]"'
    assert install.upgrade() == f"install a newer one from where this one came: {folder}"


def test_pip_is_that_of_this_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pip").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert install.pip().endswith(" -m pip")
    monkeypatch.setattr("sys.prefix", str(tmp_path.parent))
    (tmp_path.parent / "bin").symlink_to(tmp_path)
    assert install.pip() == "pip"
