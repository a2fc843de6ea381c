"""The pages of the learner's labs."""

import re
from typing import Any

from django.test import Client

from chainrule.campus.site.alone.bench import bench
from chainrule.labs import solution
from chainrule.labs.folder import STATE_FILE, open_folder

LAB = "/labs/03/"


def text_of(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def seen(page: Any) -> str:
    found = re.search(r"verdict/\?seen=([^\"]+)", page.content.decode())
    assert found
    return found.group(1)


def test_the_page_names_the_file_and_says_that_nothing_is_written(alone: Client) -> None:
    page = alone.get(LAB)
    assert str(bench().file_of("03")) in page.content.decode()
    assert "Nothing is written yet" in text_of(page)
    assert "hx-post" in page.content.decode()  # the button; nothing is checked by itself
    assert 'hx-trigger="load"' not in page.content.decode()


def test_an_open_page_hears_of_a_new_verdict_and_else_of_nothing(alone: Client) -> None:
    before = seen(alone.get(LAB))
    assert alone.get(f"{LAB}verdict/", {"seen": before}).status_code == 204
    alone.post(f"{LAB}check/")
    waiting = alone.get(f"{LAB}verdict/", {"seen": before})
    assert "The checks are running" in text_of(waiting)
    bench().work()
    news = alone.get(f"{LAB}verdict/", {"seen": seen(waiting)})
    assert f"0 of {bench().labs['03'].points} points" in text_of(news)
    assert 'id="best" hx-swap-oob="true"' in news.content.decode()
    assert alone.get(f"{LAB}verdict/", {"seen": seen(news)}).status_code == 204


def test_a_file_that_was_written_before_the_start_is_checked_when_its_page_is_opened(alone: Client) -> None:
    bench().file_of("03").write_text(solution(bench().labs["03"]))
    page = alone.get(LAB).content.decode()
    assert re.search(r'hx-post="/labs/03/check/" hx-trigger="load"', page)
    assert bench().standing("03").is_waiting is False  # by the page's own request, not by being looked at


def test_passing_says_so_and_opens_the_solution(alone: Client) -> None:
    assert alone.get(f"{LAB}solution/").status_code == 302
    bench().file_of("03").write_text(solution(bench().labs["03"]))
    alone.post(f"{LAB}check/")
    bench().work()
    page = text_of(alone.get(LAB))
    points = bench().labs["03"].points
    assert f"All checks pass: {points} of {points} points" in page
    assert "chainrule train moons --mine" in page
    assert "Read the verified solution" in page
    assert "class Value" in text_of(alone.get(f"{LAB}solution/"))
    assert "Passed" in text_of(alone.get("/labs/"))


def test_hints_are_those_of_the_terminal(alone: Client) -> None:
    name, levels = next(iter(bench().labs["03"].hints.items()))
    for level in (1, 2, 3, 3):
        assert alone.post(f"{LAB}hint/", {"name": name}).headers["Location"].startswith(f"{LAB}#hint-")
        assert open_folder(bench().path).progress("03").hints == {name: level}
    folder = open_folder(bench().path)
    folder.progress("03").hints[name] = 1  # as the terminal may say
    folder.save()
    page = alone.get(LAB).content.decode()
    item = page[page.index('id="hint-') :].split("</li>")[0]
    assert item.count("<p>") == 1
    assert "Next hint" in item
    assert levels[0].split("`")[0] in item


def test_a_hint_for_what_the_lab_does_not_build_is_refused(alone: Client) -> None:
    assert alone.post(f"{LAB}hint/", {"name": "os.system"}).status_code == 400
    assert open_folder(bench().path).progress("03").hints == {}


def test_giving_up_opens_the_solution_here_and_in_the_terminal(alone: Client) -> None:
    assert alone.post(f"{LAB}give-up/").headers["Location"] == f"{LAB}solution/"
    assert alone.get(f"{LAB}solution/").status_code == 200
    assert open_folder(bench().path).progress("03").gave_up


def test_a_missing_file_is_made_again_by_a_button(alone: Client) -> None:
    bench().file_of("03").unlink()
    assert "There is no such file now" in text_of(alone.get(LAB))
    alone.post(f"{LAB}restore/")
    assert bench().file_of("03").is_file()
    assert "There is no such file now" not in text_of(alone.get(LAB))


def test_a_damaged_file_of_progress_is_put_aside_and_named(alone: Client) -> None:
    (bench().path / STATE_FILE).write_text("{")
    assert "was damaged and is now" in text_of(alone.get("/labs/"))
    assert alone.get("/labs/").status_code == 200


def test_a_failed_check_has_its_hints_beside_it_and_one_that_waits_says_for_what(alone: Client) -> None:
    """As on the bench of a class: the verdict looks the same wherever it is read."""
    alone.post(f"{LAB}check/")
    bench().work()
    page = alone.get(LAB).content.decode()
    [checks] = re.findall(r'<ul class="checks">.*?</ul>', page, re.DOTALL)
    assert 'class="waits"' in checks
    assert "waits for <code>" in checks
    first = bench().labs["03"].names[0]
    assert f'name="name" value="{first}"' in checks
    alone.post(f"{LAB}hint/", {"name": first})
    [checks] = re.findall(r'<ul class="checks">.*?</ul>', alone.get(LAB).content.decode(), re.DOTALL)
    assert "Next hint for" in checks


def test_nothing_is_called_written_where_the_file_is_gone(alone: Client) -> None:
    bench().file_of("03").write_text(solution(bench().labs["03"]))
    assert "written</span>" in alone.get(LAB).content.decode()
    bench().file_of("03").unlink()
    assert "written</span>" not in alone.get(LAB).content.decode()
