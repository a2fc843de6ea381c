"""The command answers at once: what a command needs is loaded when it is called."""

import subprocess
import sys

import pytest

HEAVY = {"torch", "numpy", "django", "rich", "watchfiles", "importlib.metadata", "asyncio"}
HELP = "from chainrule.cli import cli; cli(['--help'], standalone_mode=False)"


@pytest.mark.parametrize("start", ["import chainrule", HELP])
def test_nothing_heavy_is_loaded_before_a_command_is_called(start: str) -> None:
    program = f"{start}\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "chainrule" in loaded
    assert loaded & HEAVY == set()
