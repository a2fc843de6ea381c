"""One process for each module that the tests of a file ask for."""

from collections.abc import Callable, Iterator

import pytest
from tests.frontend.modules import Modules


@pytest.fixture(scope="module")
def js() -> Iterator[Callable[[str], Modules]]:
    """`js("kit/scale")`: the module frontend/explorables/kit/scale.js."""
    loaded: dict[str, Modules] = {}

    def module(name: str) -> Modules:
        if name not in loaded:
            loaded[name] = Modules(f"explorables/{name}.js")
        return loaded[name]

    yield module
    for each in loaded.values():
        each.close()
