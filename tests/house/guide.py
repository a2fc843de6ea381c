"""The commands of a page of `docs/`: its blocks, and whether each command is one that there is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

import click

from chainrule.cli import cli

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEREDOC = re.compile(r"<<'?END'?\n.*?^END$", re.MULTILINE | re.DOTALL)
SUBSTITUTED = re.compile(r"\$\([^)]*\)")
SET = re.compile(r"[A-Z_]+=")


@dataclass(frozen=True)
class Block:
    """What stands between two fences: below which heading, in which language."""

    section: str
    language: str
    text: str


def blocks(page: str) -> list[Block]:
    """All blocks, in order."""
    found = []
    for part in re.split(r"^## ", page, flags=re.MULTILINE):
        section = part.partition("\n")[0]
        found += [Block(section, language, text) for language, text in FENCE.findall(part)]
    return found


def commands(text: str) -> Iterator[list[str]]:
    """The words of each call of `chainrule` in a shell's text, without its name."""
    for line in SUBSTITUTED.sub("X", HEREDOC.sub("", text)).splitlines():
        for part in re.split(r"&&|;", line):
            words = shlex.split(part, comments=True)
            while words and SET.match(words[0]):
                words.pop(0)
            if words and words[0] == "chainrule":
                yield words[1:]


def inline(page: str) -> Iterator[list[str]]:
    """The same of what stands in the running text and in tables."""
    for said in re.findall(r"`(chainrule [^`]+)`", FENCE.sub("", page)):
        yield from commands(said)


def what_is_wrong(words: list[str]) -> str:
    """Why a command could not be typed like that; "" where it could. What its files hold is not looked at."""
    command: click.Command = cli
    rest = list(words)
    try:
        while isinstance(command, click.Group):
            name = rest.pop(0) if rest else ""
            found = command.get_command(click.Context(command), name)
            if found is None:
                return f"there is no command {name!r}"
            command = found
        if words[0] == "manage":
            return of_management(rest)
        return of_click(command, rest)
    except click.ClickException as error:
        return error.format_message()


def of_click(command: click.Command, rest: list[str]) -> str:
    context = click.Context(command)
    given, left, _ = command.make_parser(context).parse_args(list(rest))
    if left:
        return f"too much: {' '.join(left)}"
    for one in command.get_params(context):
        value = given.get(one.name or "")
        if one.required and not isinstance(value, str | tuple):
            return f"{one.human_readable_name} is missing"
        if isinstance(value, str) and not isinstance(one.type, click.Path):
            one.type_cast_value(context, value)
    return ""


def of_management(rest: list[str]) -> str:
    from django.core.management import get_commands, load_command_class
    from django.core.management.base import CommandError

    if rest[0] not in get_commands():
        return f"there is no management command {rest[0]!r}"
    command = load_command_class(get_commands()[rest[0]], rest[0])
    parser = command.create_parser("chainrule manage", rest[0])
    parser.called_from_command_line = False
    try:
        parser.parse_args(rest[1:])
    except CommandError as error:
        return str(error)
    return ""
