"""The walk over all pages: those that a role must see, and what is reached by links from there.

One or two pages of each kind are looked at in a browser, in light and dark, wide and narrow; of the others some are
asked for, and must answer. The pages of a role are looked at in parts, so that no test runs long.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PARTS = 6
MUST_SEE = {
    "visitor": [
        "/",
        "/sign-in/",
        "/lectures/",
        "/lectures/03/",
        "/outcomes/",
        "/roadmap/",
        "/syllabus/",
        "/calendar/",
        "/reading/",
        "/revisions/",
        "/containment/",
        "/samples/",
    ],
    "student": [
        "/",
        "/account/",
        "/lectures/",
        "/roadmap/",
        "/labs/",
        "/labs/03/",
        "/practice/",
        "/practice/03/1/",
        "/practice/plan/",
        "/papers/",
        "/papers/quiz-1/",
        "/project/",
        "/project/teams/",
        "/project/teams/draw/",
        "/project/proposal/",
        "/project/proposal/write/",
        "/project/proposal/preview/",
        "/project/proposal/versions/success/",
        "/project/proposal/handed-in/1/",
        "/project/milestones/milestone-1/",
        "/project/milestones/milestone-1/statement/",
        "/project/milestones/milestone-1/statement/what/",
        "/project/milestones/milestone-1/hand-in/",
        "/project/milestones/milestone-1/tries/1/",
        "/project/feedback/milestone-1/",
        "/project/reports/milestone-1/",
        "/project/gallery/",
        "/project/gallery/own/",
        "/grades/",
        "/grades/what-if/",
        "/absences/",
        "/asking/",
        "/asking/1/",
        "/asking/lectures/04/",
    ],
    "assistant": [
        "/",
        "/marking/",
        "/bank/",
        "/gradebook/",
        "/health/",
        "/labs/",
        "/labs/class/",
        "/people/",
        "/asking/",
        "/asking/1/",
    ],
    "instructor": [
        "/",
        "/marking/",
        "/bank/",
        "/gradebook/",
        "/health/",
        "/papers/quiz-1/",
        "/excuses/",
        "/project/teams/class/",
        "/project/teams/class/place/",
        "/project/proposals/",
        "/project/proposals/1/",
        "/project/marking/milestone-1/",
        "/project/marking/milestone-1/1/",
        "/project/marking/milestone-1/1/reports/",
        "/project/marking/milestone-1/release/",
        "/project/marking/milestone-1/agreement/",
        "/excuses/reports/",
        "/labs/class/",
        "/containment/",
        "/people/",
        "/audit/",
        "/revisions/preview/",
    ],
    "advisor": ["/", "/excuses/", "/excuses/reports/", "/gradebook/", "/account/"],
}
SAME_FOR_ALL = re.compile(r"/(syllabus|reading|revisions|containment|lectures/\d\d)/$")  # the visitor's look is enough
FILES = re.compile(r"\.(ics|csv|zip|py|ipynb|json)$|/static/|^/calendar\.ics")
# KaTeX's glyphs, thousands a lecture: hidden from screen readers, in the colour of the text around them.
LOOKED_AT = {"exclude": [[".katex-html"]]}
IN_THE_DARK = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}  # no other rule asks for colours
# One grid: a title begins where the header does; in a lecture the contents do, and the title is beside them.
OFF_THE_EDGE = """() => {
    const left = (element) => element.getBoundingClientRect().left
    const first = [...document.querySelectorAll('.contents, main h1')].sort((a, b) => left(a) - left(b))[0]
    const brand = document.querySelector('.brand')  // a presentation has no header
    return brand ? Math.round(left(first) - left(brand)) : 0
}"""

ASKED_FOR = 8  # of the addresses of one kind
LINK = re.compile(r"""<a\b[^>]*?\bhref=["']([^"']+)["']""")

_found: dict[tuple[str, str], list[str]] = {}


def kind(path: str) -> str:
    """An address without what tells one thing from another: `/lectures/03/` and `/lectures/04/` are of one kind."""
    return re.sub(r"quiz-\d+|midterm|final|\d+|\w+_\w+", "#", path)


def pages(page: Page, role: str) -> list[str]:
    """The addresses to look at; on the way every address that is reached by links is asked for."""
    home = page.evaluate("location.origin") if page.url.startswith("http") else ""
    key = home, role
    if key not in _found:
        _found[key] = list(crawl(page, role))
    return _found[key]


def crawl(page: Page, role: str) -> Iterator[str]:
    """Follow links from the pages that this role must see; give those of which a look is wanted."""
    waiting, seen, kinds = list(MUST_SEE[role]), set(), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        must = path in MUST_SEE[role]
        if path in seen or FILES.search(path) or (not must and kinds[kind(path)] >= ASKED_FOR):
            continue
        if role != "visitor" and SAME_FOR_ALL.search(path) and not must:
            continue
        seen.add(path)
        answer = page.request.get(path, headers={"Accept": "text/html"})  # as a browser asks
        assert answer.ok, f"{path} answers {answer.status} to the {role}"
        if must or not kinds[kind(path)]:  # of addresses that differ only by a number or a name, one is looked at
            yield path
        kinds[kind(path)] += 1
        here = urlsplit(answer.url).netloc
        links = [
            urlsplit(urldefrag(urljoin(answer.url, link.replace("&amp;", "&")))[0])
            for link in LINK.findall(answer.text())
        ]
        waiting += sorted({link.path for link in links if link.netloc == here and link.scheme.startswith("http")})


# Where a row is a block, its heads stand in it.
MISALIGNED = """() => [...document.querySelectorAll("table")].flatMap(table => {
    if (getComputedStyle(table).display !== "table") return [];
    const side = cell => getComputedStyle(cell).textAlign.replace("start", "left").replace("end", "right");
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    const rows = [...table.rows].filter(row => row.parentElement !== table.tHead && row.cells.length === heads.length);
    return rows.flatMap(row => heads.map((head, at) => [head, row.cells[at]]))
        .filter(([head, cell]) => cell.textContent.trim() && side(head) !== side(cell))
        .map(([head, cell]) => `${head.textContent.trim()} ${side(head)}, ${cell.textContent.trim()} ${side(cell)}`);
})"""


def misaligned(page: Page) -> list[str]:
    """The heads of tables under which a value stands at the other side."""
    return list(page.evaluate(MISALIGNED))


def problems(page: Page, path: str) -> Iterator[str]:
    """What is wrong with the page that is open: accessibility in light and dark, tables, and what is too wide."""
    if abs(off := page.evaluate(OFF_THE_EDGE)) > 1:
        yield f"{path}: what comes first begins {off} pixels beside the edge where the header begins"
    for violation in Axe().run(page, context=LOOKED_AT).response["violations"]:
        yield f"{path}: {violation['id']}: {violation['nodes'][0]['html'][:200]} ({violation['help']})"
    page.emulate_media(color_scheme="dark")
    for violation in Axe().run(page, context=LOOKED_AT, options=IN_THE_DARK).response["violations"]:
        node = violation["nodes"][0]
        yield f"{path} in the dark: {node['html'][:200]} {node['failureSummary'][:300]}"
    page.emulate_media(color_scheme="light")
    if wrong := misaligned(page):
        yield f"{path}: heads and values of a table at different sides: {wrong[:3]}"
    for width in (1440, 768, 360):
        page.set_viewport_size({"width": width, "height": 760})
        page.wait_for_timeout(50)
        if page.evaluate("document.body.scrollWidth > document.body.clientWidth"):
            script = (
                "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
            )
            wide = page.evaluate(script + ".slice(0, 3).map(e => e.outerHTML.slice(0, 120))")
            yield f"{path} scrolls sideways at {width} pixels: {wide}"
    page.set_viewport_size({"width": 1280, "height": 900})


def look(role: str, part: int, page_of: Callable[..., Page]) -> None:
    """Look at one part of a role's pages."""
    page = page_of(role)
    page.goto("/")
    mine = pages(page, role)[part::PARTS]
    found = []
    for path in mine:
        page.goto(path)
        found += problems(page, path)
    assert not found, "\n".join(found)
