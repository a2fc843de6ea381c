"""Several at the same moment, each with a connection of their own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from tests.patience import patience

AT_ONCE = 8


@pytest.fixture
def together() -> Callable[[Callable[[int], Any]], list[Any]]:
    """`together(act)` calls `act(0)` ... `act(7)` at the same moment, each with a connection of its own."""

    def run(act: Callable[[int], Any]) -> list[Any]:
        gate = threading.Barrier(AT_ONCE)

        def one(number: int) -> Any:
            try:
                connections["default"].ensure_connection()
                gate.wait(timeout=patience(20))
                return act(number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, range(AT_ONCE)))

    return run
