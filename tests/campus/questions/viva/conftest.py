"""Workers that start at once, and the course's labs."""

from collections.abc import Iterator, Mapping

import pytest

from chainrule import warm
from chainrule.course import find_course
from chainrule.labs import Lab, Launcher, PlainLauncher, load_labs
from chainrule.labs.warmed import OPTIONS, WarmLauncher


@pytest.fixture(scope="session")
def labs() -> Mapping[str, Lab]:
    return load_labs(find_course())


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """Forks of an interpreter that waits; where there are none, interpreters."""
    if not warm.AVAILABLE:
        yield PlainLauncher()
        return
    with warm.Servers() as servers:
        yield WarmLauncher(servers.address(warm.TORCH_ALONE, options=OPTIONS))
