"""Every page of an advisor's: a file of its own, so that the walks of the roles run side by side."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser.page_walk import PARTS, look

# Slow: most of what they see is of the kinds that the instructor's walk looks at.
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_of_the_advisor(part: int, page_of: Callable[..., Page]) -> None:
    look("advisor", part, page_of)
