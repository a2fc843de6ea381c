"""How many connections fit into the limit of open files."""

import pytest

from chainrule.campus.site.front.limits import CONNECTIONS, FOR_A_CLASS, shortage, within


@pytest.mark.parametrize(
    ("open_files", "connections"),
    [(None, CONNECTIONS), (10**6, CONNECTIONS), (4096, 3584), (1024, 512), (256, 64), (0, 64)],
)
def test_connections_leave_files_for_the_rest(open_files: int | None, connections: int) -> None:
    assert within(open_files) == connections


def test_where_a_class_would_not_fit_it_says_how_it_does() -> None:
    assert shortage(FOR_A_CLASS) == ""
    assert "LimitNOFILE=3512" in shortage(FOR_A_CLASS - 1)
    assert within(3512) == FOR_A_CLASS
