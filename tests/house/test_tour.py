"""The picture of the house is what the imports say."""

from scripts import house


def test_the_committed_picture_is_what_the_script_draws() -> None:
    drawn = house.draw(house.rooms(house.modules())) + "\n"
    kept = house.PICTURE.read_text(encoding="utf-8")
    assert kept == drawn, "a room or an import between rooms changed: run .venv/bin/python scripts/house.py"


def test_an_arrow_that_two_others_say_is_left_out() -> None:
    imports = {"a": frozenset({"b", "c"}), "b": frozenset({"c"}), "c": frozenset[str]()}
    assert house.direct(imports) == {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset()}


def test_a_loose_file_of_the_site_is_ground_floor_where_an_app_needs_it() -> None:
    site = house.SITE
    imports = {
        site: frozenset[str](),
        f"{site}.app": frozenset[str](),
        f"{site}.app.views": frozenset({f"{site}.clock"}),
        f"{site}.clock": frozenset({f"{site}.under_it"}),
        f"{site}.under_it": frozenset[str](),
        f"{site}.urls": frozenset({f"{site}.app.views"}),
    }
    assert house.rooms(imports) == {
        "campus.site.app": frozenset({house.GROUND}),
        house.GROUND: frozenset(),
        house.ROOF: frozenset({"campus.site.app"}),
    }
