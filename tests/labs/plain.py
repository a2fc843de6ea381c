"""Plain data of every kind that travels between the two processes, drawn by Hypothesis."""

from hypothesis import strategies as st


def plain(*, text: int, items: int, leaves: int) -> st.SearchStrategy[object]:
    """Values nested in lists, tuples and dicts: strings of so many characters at most, so many items and leaves."""
    return st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=text) | st.complex_numbers(),
        lambda inner: (
            st.lists(inner, max_size=items)
            | st.lists(inner, max_size=items).map(tuple)
            | st.dictionaries(st.text(max_size=5) | st.integers() | st.booleans(), inner, max_size=items)
        ),
        max_leaves=leaves,
    )
