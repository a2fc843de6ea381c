"""What an author may write is what the page reads, with the same plain values."""

import re

import pytest

from chainrule.campus.lectures.explorables import EXPLORABLES, explorable_html

OF_FIELDS = sorted(set(EXPLORABLES) - {"graph-stepper"})  # whose state is no fixed list of fields


@pytest.mark.parametrize("name", OF_FIELDS)
def test_settings_are_fields_with_the_same_plain_values(js, name):
    plain = "Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.write(field.plain)]))"
    fields = js(f"{name}/model").eval(plain)
    settings = EXPLORABLES[name].settings
    assert settings.keys() <= fields.keys(), "a setting that the page does not read"
    assert {key: fields[key] for key in settings} == {key: setting.plain for key, setting in settings.items()}


@pytest.mark.parametrize("name", OF_FIELDS)
def test_an_explorable_has_a_picture_where_nothing_is_set(name):
    html = explorable_html(name, {}, "x")
    assert "<svg" in html
    assert re.search(r"<figcaption>.+</figcaption>", html)
