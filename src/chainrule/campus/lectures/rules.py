"""How each kind of token becomes HTML. What an author wrote is cleaned later; what we made ourselves is held aside."""

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from chainrule import figures
from chainrule.campus.lectures.asking import asked_of, form_html
from chainrule.campus.lectures.code import block_html, plain_code_html
from chainrule.campus.lectures.exercises import BOX as EXERCISE
from chainrule.campus.lectures.exercises import TIERS
from chainrule.campus.lectures.exercises import form_html as own_form_html
from chainrule.campus.lectures.explorables import EXPLORABLES, explorable_html
from chainrule.campus.lectures.load import check_image
from chainrule.campus.lectures.markdown import BOXES
from chainrule.campus.lectures.math import MathError, tex_to_html
from chainrule.campus.lectures.options import split_options
from chainrule.campus.lectures.page import Page
from chainrule.campus.lectures.pictures import figure_svg
from chainrule.campus.lectures.references import FIGURE, figure_link, identity_of
from chainrule.campus.lectures.safe import PHRASES, UnsafeSvg, allowed_phrase, safe_svg
from chainrule.campus.lectures.symbols import Formula
from chainrule.campus.lectures.words import did_you_mean

CLOSING = ".,;:!?)"
SHORT_FORMULA = 12  # characters of TeX; longer ones may be broken over two lines themselves
IDS = "give the explorable a name, id=receipt, and link to one of its parts, #receipt:part"
SEE_KATEX = "mend it; KaTeX's supported functions are listed at https://katex.org/docs/supported"
Tokens = Sequence[Token]
Rule = Callable[[Any, Tokens, int, Any, Any], str]


def install(md: MarkdownIt) -> MarkdownIt:
    """Give a parser the rules of this file."""
    for name, rule in RULES.items():
        md.add_render_rule(name, rule)
    return md


def _page(env: Any) -> Page:
    page = env["page"]
    assert isinstance(page, Page)
    return page


# Math


def _math(token: Token, page: Page, display: bool) -> str:
    page.formulas.append(Formula(token.content, page.line(token) or 1))
    try:
        html = tex_to_html(token.content.strip(), display)
    except MathError as error:
        problem = f"the formula ${token.content.strip()}$: {error}"
        return f"<code>{page.fail(token, problem, SEE_KATEX, token.content)}</code>"
    return page.trusted.hold(html)


def math_inline(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """`$x$`, with the punctuation after it: browsers would begin a line with the full stop of `$y$.`"""
    html = _math(tokens[idx], _page(env), display=False)
    mark = _mark_after(tokens, idx)
    return f'<span class="nowrap">{html}{mark}</span>' if mark else html


def text(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """Words, without the mark that the formula before them has taken."""
    taken = len(_mark_after(tokens, idx - 1)) if idx else 0
    return escapeHtml(tokens[idx].content[taken:])


def _mark_after(tokens: Tokens, idx: int) -> str:
    """The mark that stays on the line of the short formula at `idx`; empty where there is none."""
    if tokens[idx].type != "math_inline" or len(tokens[idx].content) > SHORT_FORMULA or idx + 1 == len(tokens):
        return ""
    after = tokens[idx + 1]
    return after.content[:1] if after.type == "text" and after.content[:1] in CLOSING else ""


def math_inline_double(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """`$$x$$` within a paragraph."""
    return f'<span class="math-display" data-scroll="">{_math(tokens[idx], _page(env), display=True)}</span>'


def math_block(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """`$$x$$` on lines of its own."""
    return f'<div class="math-display" data-scroll="">{_math(tokens[idx], _page(env), display=True)}</div>\n'


# Code


def fence(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """Fenced code, with what came out of it where it ran."""
    page, token = _page(env), tokens[idx]
    block = page.blocks.get((token.map or [0])[0] + 1)
    if block is None:
        return page.trusted.hold(plain_code_html(token.content, token.info))
    output = page.outputs.get(block.index)
    svg = ""
    if output and output.svg:
        page.pictures += 1
        try:
            svg = safe_svg(output.svg, f"picture-{page.pictures}", "Picture drawn by the code above")
        except UnsafeSvg as error:
            problem = f"the picture that this block gives cannot be shown: {error}"
            return page.fail(token, problem, "mend what draws it", token.content)
    return page.trusted.hold(block_html(block, output, svg, can_run=block.index in page.runnable))


def code_block(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """Indented code is literal text."""
    return _page(env).trusted.hold(plain_code_html(tokens[idx].content, "text"))


# Directives


def box_open(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """The start of a note, an aside, or a question with its answer folded away."""
    token = tokens[idx]
    kind, label = token.info, BOXES[token.info]
    if kind == EXERCISE:
        label = f"Exercise {token.meta['number']}. {TIERS[token.meta['tier']]}, {token.meta['minutes']} min"
    words = f'<span class="box-label">{label}</span> ' if label else ""
    if token.meta["folded"]:
        return f'<details class="box box-{kind}"><summary>{words}'
    role = ' role="note"' if kind in ("note", "warning") else ""
    opening = '<aside class="box box-aside">' if kind == "aside" else f'<div class="box box-{kind}"{role}>'
    return opening + (f'<p class="box-title">{words}' if token.meta["titled"] else "")


def box_title_close(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """The end of a box's title."""
    token = tokens[idx]
    if token.meta["folded"]:
        return "</summary>\n"
    return "</p>\n" if token.meta["titled"] else ""


def box_close(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """The end of a box."""
    if tokens[idx].meta["folded"]:
        return "</details>\n"
    return "</aside>\n" if tokens[idx].info == "aside" else "</div>\n"


def directive(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """A figure or an explorable."""
    page, token = _page(env), tokens[idx]
    typed = f"::: {token.info} {token.content}"
    try:
        words, pairs = split_options(token.content)
    except ValueError as error:
        return page.fail(token, f"`{typed}`: {error}", "mend this line", typed)
    if len(words) not in ((1, 2, 3) if token.info == "figure" else (1,)):
        return page.fail(token, f"`{typed}` names no {token.info}", "mend this line", typed)
    if token.info == "figure":
        return _figure(page, token, words, env)
    page.pictures += 1
    if pairs.get("id") in page.anchors:
        return page.fail(token, f"the id {pairs['id']} is that of a section", "give the explorable another", typed)
    try:
        html = explorable_html(words[0], pairs, f"{words[0]}-{page.pictures}")
    except (ValueError, UnsafeSvg) as error:
        fix = f"{did_you_mean(words[0], EXPLORABLES)}; there are {', '.join(EXPLORABLES)}"
        fix = "mend the arguments" if words[0] in EXPLORABLES else fix
        return page.fail(token, f"the explorable {words[0]}: {error}", fix, typed)
    return page.trusted.hold(html)


def ask(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """The form of a `try` box that takes an answer."""
    page = _page(env)
    return page.trusted.hold(form_html(asked_of(tokens[idx]), env["render_inline"]))


def ask_lines(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """The author's own lines, in the answer of a box that asks for a line of code."""
    return _page(env).trusted.hold(plain_code_html(tokens[idx].content, "python"))


def own_answer(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """Where a reader answers an exercise, above its worked answer."""
    return _page(env).trusted.hold(own_form_html(tokens[idx].meta))


def _figure(page: Page, token: Token, words: list[str], env: Any) -> str:
    page.figures += 1
    name, caption = words[0], words[1] if len(words) > 1 else ""
    identity = identity_of(name)
    if name in page.shown[: page.figures - 1]:
        identity += f"-{page.figures}"
    wide = " wide" if len(words) > 2 else ""
    try:
        svg = safe_svg(figure_svg(name), identity)
    except LookupError:
        known = figures.names()
        fix = f"{did_you_mean(name, known)}; there are {', '.join(known)}"
        return page.fail(token, f"there is no figure {name}", fix, name)
    except UnsafeSvg as error:
        problem = f"the figure {name} cannot be shown: {error}"
        return page.fail(token, problem, "mend the function that draws it", name)
    inner = env["render_inline"](caption, page.line(token))
    return (
        f'<figure class="figure{wide}" id="{identity}">'
        f'<div class="figure-picture" data-scroll="">{page.trusted.hold(svg)}</div>'
        f'<figcaption><span class="figure-number">Figure {page.figures}.</span> {inner}</figcaption></figure>\n'
    )


# Links, images, raw HTML


def link_open(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """A link: within the page, within the site, or outside with no way back for the other side."""
    page, token = _page(env), tokens[idx]
    href = str(token.attrs.get("href", ""))
    if href.startswith(FIGURE):
        return figure_link(page, tokens, idx)
    if match := re.fullmatch(r"#([\w-]+):(.+)", href):
        return _part_link(page, token, match[1], unquote(match[2]))
    outside = bool(re.match(r"(https?:)?//", href))
    if href.startswith("#") and page.permalinks and href[1:] not in page.anchors:
        page.fail(token, f"the link leads to `{href}`, which is not on this page", did_you_mean(href[1:], page.anchors))
    elif not outside and not re.match(r"mailto:|#|/(?!/)", href):
        fix = "write a full address (https://...), a section of this page (#id), or a page of the site (/lectures/04/)"
        page.fail(token, f"the link leads to `{href}`, which no page has", fix)
    rel = ' class="outside" rel="noopener noreferrer"' if outside else ""
    if outside and token.markup != "autolink":  # whose words are the address
        rel += f' data-note="{page.note(href)}"'
    title = f' title="{escape(str(token.attrs["title"]))}"' if token.attrs.get("title") else ""
    return f'<a href="{escape(href)}"{title}{rel}>'


def _part_link(page: Page, token: Token, identity: str, part: str) -> str:
    """A link to a part of an explorable, which lights up while the words are pointed at."""
    if page.permalinks and part not in page.parts.get(identity, ()):
        known = page.parts.get(identity)
        fix = f"{did_you_mean(part, known)}; there are {', '.join(sorted(known))}" if known else IDS
        page.fail(token, f"the link leads to `#{identity}:{part}`, which no explorable of this page has", fix)
    return f'<a href="#{escape(identity)}" data-part="{escape(part)}">'


def image(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """A picture from the lecture's own folder."""
    page, token = _page(env), tokens[idx]
    if page.asset_url is None:
        fix = "describe it in words, or put it into a lecture"
        return page.fail(token, "a picture cannot stand in this text", fix, token.content)
    name = check_image(str(token.attrs.get("src", "")), token.content, page.path, page.line(token) or 1)
    return f'<img src="{escape(page.asset_url(name))}" alt="{escape(token.content)}" loading="lazy">'


def raw_html(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """A few tags for phrases and comments are understood; everything else is no part of this Markdown."""
    page, token = _page(env), tokens[idx]
    html = token.content.strip()
    if re.fullmatch(r"<!--.*?-->", html, re.DOTALL):
        return ""
    if allowed_phrase(html):
        return html
    problem = f"raw HTML is not part of a lecture: {html.splitlines()[0][:60]}"
    fix = f"write Markdown, or put it in backticks; allowed without attributes: {', '.join(sorted(PHRASES))}"
    return page.fail(token, problem, fix, token.content)


# Headings, tables, footnotes


def heading_close(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """A heading's end, with a link to itself."""
    token = tokens[idx]
    opening = next(t for t in reversed(tokens[:idx]) if t.type == "heading_open")
    link = ""
    if _page(env).permalinks:
        link = (
            f' <a class="permalink" href="#{escape(str(opening.attrs["id"]))}" aria-label="Link to this section">#</a>'
        )
    return f"{link}</{token.tag}>\n"


def table_open(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """A table in a frame that scrolls by itself on a narrow screen."""
    return '<div class="table-wrap" data-scroll=""><table>\n'


def table_close(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """The end of a table and of its frame."""
    return "</table></div>\n"


def cell_open(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """A cell; its alignment is a class, for inline styles are not allowed."""
    token = tokens[idx]
    if token.tag == "th" and not tokens[idx + 1].content:
        token.tag = tokens[idx + 2].tag = "td"  # a corner that names nothing is no header
    align = str(token.attrs.get("style", "")).removeprefix("text-align:")
    scope = ' scope="col"' if token.tag == "th" else ""
    return f"<{token.tag}{scope}" + (f' class="align-{align}">' if align else ">")


def footnote_block_open(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """The list of footnotes."""
    return '<section class="footnotes" role="doc-endnotes" aria-label="Footnotes"><ol>\n'


def footnote_anchor(self: Any, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
    """The way back from a footnote."""
    identity = self.rules["footnote_anchor_name"](tokens, idx, options, env)
    sub = tokens[idx].meta["subId"]
    target = f"{identity}:{sub}" if sub > 0 else identity
    return f' <a href="#fnref{target}" class="footnote-backref" aria-label="Back to the text">\u21a9\ufe0e</a>'


RULES: dict[str, Rule] = {
    "text": text,
    "math_inline": math_inline,
    "math_inline_double": math_inline_double,
    "math_block": math_block,
    "fence": fence,
    "code_block": code_block,
    "box_open": box_open,
    "box_title_close": box_title_close,
    "box_close": box_close,
    "directive": directive,
    "ask": ask,
    "ask_lines": ask_lines,
    "own_answer": own_answer,
    "link_open": link_open,
    "image": image,
    "html_inline": raw_html,
    "html_block": raw_html,
    "heading_close": heading_close,
    "table_open": table_open,
    "table_close": table_close,
    "th_open": cell_open,
    "td_open": cell_open,
    "footnote_block_open": footnote_block_open,
    "footnote_anchor": footnote_anchor,
}
