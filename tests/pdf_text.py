"""The text of a PDF that Chromium printed, page by page: its streams unpacked, its letters looked up in its fonts."""

import re
import unicodedata
import zlib

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
SHOWN = re.compile(rb"/(\S+) [\d.]+ Tf|<([0-9A-Fa-f]+)>")


def text_of(pdf: bytes, page: bytes) -> str:
    """The letters of the page with this object number, in the order in which they are drawn, without blanks."""
    objects = dict(OBJECT.findall(pdf))
    body = objects[page]
    resources = referred(objects, body, b"Resources")
    there = {name: objects[at] for name, at in named(objects, resources, b"Font").items()}
    fonts = {name: letters(objects, font) for name, font in there.items()}
    drawn = {name for name, font in there.items() if b"/Type3" in font}  # whose letters are named by one byte
    [content] = re.findall(rb"/Contents (\d+) 0 R", body)
    text, letter, digits = "", dict[int, str](), 4
    for font, glyphs in SHOWN.findall(stream(objects[content])):
        if font:
            letter = fonts.get(font, {})
            digits = 2 if font in drawn else 4
        else:
            codes = [int(glyphs[at : at + digits], 16) for at in range(0, len(glyphs), digits)]
            text += "".join(letter.get(code, "") for code in codes)
    return unicodedata.normalize("NFKC", "".join(text.split()))


def referred(objects: dict[bytes, bytes], body: bytes, key: bytes) -> bytes:
    match = re.search(rb"/" + key + rb" (\d+) 0 R", body)
    return objects[match[1]] if match else body[body.index(b"/" + key) :]


def named(objects: dict[bytes, bytes], resources: bytes, key: bytes) -> dict[bytes, bytes]:
    """What a dictionary in the resources names, by name: the numbers of objects."""
    if (match := re.search(rb"/" + key + rb" (\d+) 0 R", resources)) is not None:
        inside = objects[match[1]]
    else:
        found = re.search(rb"/" + key + rb"\s*<<(.*?)>>", resources, re.DOTALL)
        inside = found[1] if found else b""
    return dict(re.findall(rb"/(\S+) (\d+) 0 R", inside))


def letters(objects: dict[bytes, bytes], font: bytes) -> dict[int, str]:
    """What each glyph of a font stands for."""
    match = re.search(rb"/ToUnicode (\d+) 0 R", font)
    if match is None:
        return {}
    table, found = stream(objects[match[1]]).decode("latin-1"), dict[int, str]()
    for part in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, meant in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            found[int(code, 16)] = bytes.fromhex(meant).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, meant in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(meant, 16) + step)
    return found


def stream(body: bytes) -> bytes:
    [packed] = STREAM.findall(body)
    return zlib.decompressobj().decompress(packed) if b"FlateDecode" in body else packed
