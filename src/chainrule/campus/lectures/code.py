"""A block of code and what came out of it, as HTML."""

from dataclasses import replace
from html import escape

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from chainrule.campus.lectures.fences import ALIASES
from chainrule.campus.lectures.highlight import code_to_html, language_label
from chainrule.campus.lectures.model import BlockOutput, CodeBlock
from chainrule.campus.lectures.safe import UnsafeSvg, safe_svg
from chainrule.labs.visible import visible

LONG = 24  # lines of a block that printed pages may break


def block_html(block: CodeBlock, output: BlockOutput | None, svg: str = "", *, can_run: bool = False) -> str:
    """The block, and beneath it its output; `svg` is the output's picture, made safe.

    `can_run` says that a reader may run and change it, where the page is on a site that runs code.
    """
    label = language_label(block.language)
    if block.not_run:
        label += f", not run here: {escape(block.not_run)}"
    code = "" if block.hide_code else _source(block.source, block.language, label)
    if block.fold:
        code = f'<details class="code-fold"><summary>Code: {escape(block.fold)}</summary>{code}</details>'
    shown = "" if block.hide_output or output is None else output_html(output, svg)
    runs = ' data-runs=""' if can_run else ""
    return f'<div class="code" data-block="{block.index}"{runs}>{code}{shown}</div>\n'


def plain_code_html(source: str, info: str) -> str:
    """A block outside a lecture: shown, never run. An unknown language is shown as text."""
    words = info.split()
    language = ALIASES.get(words[0].lower(), words[0].lower()) if words else "text"
    try:
        get_lexer_by_name(language)
    except ClassNotFound:
        language = "text"
    return f'<div class="code">{_source(source.rstrip(chr(10)), language, language_label(language))}</div>\n'


def _source(source: str, language: str, label: str) -> str:
    code = code_to_html(source, language)
    quiet = " code-label-quiet" if label == language_label("python") else ""  # what most blocks are goes without saying
    long = " code-long" if source.count("\n") >= LONG else ""
    return (
        f'<div class="code-source{long}" data-copy=""><p class="code-label{quiet}">{label}</p>'
        f'<pre class="highlight" data-scroll=""><code class="language-{escape(language)}">{code}</code></pre></div>'
    )


def live_html(output: BlockOutput, prefix: str) -> str:
    """What came of a block that a reader ran; nothing in it is trusted. `prefix` begins the ids of its picture."""
    svg, problem = "", ""
    if output.svg:
        try:
            svg = safe_svg(output.svg, prefix, "Picture drawn by the code above")
        except (UnsafeSvg, RecursionError, ValueError) as error:
            problem = f"The picture cannot be shown: {error}."
    if problem:
        output = replace(output, error=visible("\n".join(filter(None, (output.error, problem)))))
    quiet = '<div class="code-output"><p class="code-label">It ran, and shows nothing.</p></div>'
    return output_html(output, svg) or quiet


def output_html(output: BlockOutput, svg: str) -> str:
    """What came out of a block; empty where nothing did. `svg` is its picture, made safe."""
    parts = []
    if output.stdout:
        parts.append(_text(output.stdout, "output-printed"))
    if svg:
        parts.append(f'<div class="output-picture" data-scroll="">{svg}</div>')
    if output.value is not None:
        parts.append(_text(output.value, "output-value"))
    if output.error:
        parts.append(_text(output.error, "output-error"))
    if not parts:
        return ""
    return f'<div class="code-output"><p class="code-label">Output</p>{"".join(parts)}</div>'


def _text(text: str, kind: str) -> str:
    return f'<pre class="{kind}" data-scroll=""><samp>{escape(text.rstrip())}</samp></pre>'
