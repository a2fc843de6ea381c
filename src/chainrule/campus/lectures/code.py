"""A block of code and what came out of it, as HTML."""

from html import escape

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from chainrule.campus.lectures.fences import ALIASES
from chainrule.campus.lectures.highlight import code_to_html, language_label
from chainrule.campus.lectures.model import BlockOutput, CodeBlock


def block_html(block: CodeBlock, output: BlockOutput | None, svg: str = "") -> str:
    """The block, and beneath it its output; `svg` is the output's picture, made safe."""
    label = language_label(block.language)
    if block.not_run:
        label += f", not run here: {escape(block.not_run)}"
    code = "" if block.hide_code else _source(block.source, block.language, label)
    shown = "" if block.hide_output or output is None else _output(output, svg)
    return f'<div class="code" data-block="{block.index}">{code}{shown}</div>\n'


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
    return (
        f'<div class="code-source" data-copy=""><p class="code-label">{label}</p>'
        f'<pre class="highlight" data-scroll=""><code class="language-{escape(language)}">{code}</code></pre></div>'
    )


def _output(output: BlockOutput, svg: str) -> str:
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
