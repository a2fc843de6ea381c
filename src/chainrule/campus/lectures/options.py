"""Words and `key=value` pairs, after the name of a directive or on the first line of a block of code."""

import re

OPTION = re.compile(r'(?:(?P<key>[A-Za-z_][\w-]*)=)?(?P<value>"(?:[^"\\]|\\.)*"|[^\s"]+)(?=\s|$)|(?P<bad>\S+)')


def split_options(text: str) -> tuple[list[str], dict[str, str]]:
    """Words and `key=value` pairs of a directive or of a fence's info string; values may stand in double quotes.

    >>> split_options('graph-stepper expression="a * b" a=2')
    (['graph-stepper'], {'expression': 'a * b', 'a': '2'})

    Raises `ValueError` naming what could not be read, or a key that stands twice.
    """
    words: list[str] = []
    options: dict[str, str] = {}
    for match in OPTION.finditer(text):
        if match["bad"]:
            raise ValueError(f'cannot read `{match["bad"]}`: a value with spaces stands in double quotes, key="..."')
        value = match["value"]
        if value.startswith('"'):
            value = value[1:-1].replace('\\"', '"')
        if match["key"] is None:
            words.append(value)
        elif match["key"] in options:
            raise ValueError(f"`{match['key']}` is given twice")
        else:
            options[match["key"]] = value
    return words, options
