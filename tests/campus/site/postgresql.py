"""A real PostgreSQL for the tests that need one: it lives in a folder of its own, for as long as a `with` block."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.parts import need

from benchmarks import postgres


@contextmanager
def cluster() -> Iterator[str]:
    """A server with an empty cluster, on a socket in a folder of its own; the URL of its database."""
    need("PostgreSQL")
    with postgres.cluster(*postgres.CAREFREE) as url:
        yield url
