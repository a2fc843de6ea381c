"""Every page of an instructor's: a file of its own, so that the walks of the roles run side by side."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser.page_walk import PARTS, look
from tests.sample import sampled

pytestmark = pytest.mark.browser


# A third of them here, all in `make test-slow`; whether each answers is asked for here too.
@pytest.mark.parametrize("part", sampled(range(PARTS), 0, 3))
def test_pages_of_the_instructor(part: int, page_of: Callable[..., Page]) -> None:
    look("instructor", part, page_of)
