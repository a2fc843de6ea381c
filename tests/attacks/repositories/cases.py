"""What a hostile team may try by its repository. Each case is made by code; its docstring says what it tries.

`@case(layer, says=...)` is refused in words that match; `@case(layer)` is contained, and returns what must hold of the
repository that was read. Whatever comes of it, no canary leaks: `test_repositories.py`.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.attacks.repositories import server
from tests.attacks.repositories.objects import FILE, FOLDER, LINK, PROGRAM, SUBMODULE, Made
from tests.attacks.repositories.server import Host

from chainrule.campus.repositories.model import MIB, Limits, Repository

SMALL = Limits(seconds=20, idle_seconds=10, memory_bytes=512 * MIB)
Holds = Callable[[Repository], object]


@dataclass
class Scene:
    """Where a case plays: a host to serve from, and what must not be reached."""

    folder: Path
    host: Host
    secret: Path  # a file of the server's
    trap: int  # a port of the server's on loopback
    marker: Path  # what a program of the team's would write
    address: str = ""
    numbers: list[list[str]] = field(default_factory=list)  # what the name is said to be, one answer after another
    dialled: list[str] = field(default_factory=list)

    def made(self) -> Made:
        self.address = self.host.url("team.git")
        return Made(self.folder / "team.git")

    def behaving(self, behaviour: server.Behaviour, path: str = "/team.git") -> None:
        self.made().of_files()
        self.host.behaviours[path] = behaviour

    def resolver(self, host: str, port: int) -> list[str]:
        return self.numbers.pop(0)

    def dialler(self, number: str, port: int, seconds: float) -> socket.socket:
        if number == "127.0.0.1":
            return socket.create_connection((number, port), timeout=seconds)
        self.dialled.append(number)
        raise ConnectionRefusedError


@dataclass(frozen=True)
class Case:
    """One attack."""

    name: str
    tries: str
    layer: str
    says: str
    limits: Limits
    play: Callable[[Scene], Holds | None]


CASES: list[Case] = []


def case(layer: str, says: str = "", **limits: float) -> Callable[[Callable[[Scene], Holds | None]], None]:
    def keep(play: Callable[[Scene], Holds | None]) -> None:
        tries = " ".join((play.__doc__ or "").split())
        CASES.append(Case(play.__name__, tries, layer, says, Limits(**(vars(SMALL) | limits)), play))

    return keep


def address(name: str, tries: str, says: str, *texts: str) -> None:
    """Cases of which the address is all."""
    for number, text in enumerate(texts):

        def play(scene: Scene, text: str = text) -> None:
            scene.address = text.format(trap=scene.trap, secret=scene.secret)

        suffix = f"_{number + 1}" if len(texts) > 1 else ""
        CASES.append(Case(name + suffix, tries, "address", says, SMALL, play))


address("file_address", "The address is a file of the server.", "file://", "file://{secret}")
address("helper_address", "The address is a program for Git to run.", "program for Git", "ext::sh%-c%touch")
address("option_address", "The address is an option of Git.", "a dash", "--upload-pack=touch")
address("name_and_password", "The address holds a password.", "before @", "https://a:b@git.example.org/x")
address(
    "host_by_number",
    "The host is loopback, spelled in each way that resolvers read.",
    "by number",
    "https://127.0.0.1/x",
    "https://2130706433/x",
    "https://0177.0.0.1/x",
    "https://0x7f.1/x",
    "https://[::1]/x",
    "https://[::ffff:127.0.0.1]/x",
)
address("other_port", "The address is a port of the server.", "no public host|port", "https://localhost:{trap}/x")


@case("box")
def link_out_of_the_tree(scene: Scene) -> Holds:
    """A symbolic link leads to a file of the server."""
    made = scene.made()
    made.of_entries((LINK, b"key", made.file(str(scene.secret).encode())))
    return lambda got: got.links == ("key",) and "key" not in got.files


@case("git")
def submodule_of_a_file(scene: Scene) -> Holds:
    """A submodule is a folder of the server."""
    made = scene.made()
    modules = f'[submodule "m"]\n\tpath = m\n\turl = file://{scene.secret.parent}\n'
    made.of_entries((FILE, b".gitmodules", made.file(modules.encode())), (SUBMODULE, b"m", "1" * 40))
    return lambda got: got.submodules == ("m",) and list(got.files) == [".gitmodules", "README.md"]


@case("git")
def submodule_on_loopback(scene: Scene) -> Holds:
    """A submodule is a port of the server."""
    made = scene.made()
    modules = f'[submodule "m"]\n\tpath = m\n\turl = http://127.0.0.1:{scene.trap}/x.git\n'
    made.of_entries((FILE, b".gitmodules", made.file(modules.encode())), (SUBMODULE, b"m", "1" * 40))
    return lambda got: got.submodules == ("m",)


@case("git", ".gitmodules names an address that is an option")
def submodule_as_an_option(scene: Scene) -> None:
    """A submodule's address begins with a dash (CVE-2018-17456)."""
    made = scene.made()
    modules = f'[submodule "m"]\n\tpath = m\n\turl = -u./touch {scene.marker}\n'
    made.of_entries((FILE, b".gitmodules", made.file(modules.encode())), (SUBMODULE, b"m", "1" * 40))


@case("git", ".gitmodules names a submodule by a path|leads out")
def submodule_named_by_a_path(scene: Scene) -> None:
    """A submodule's name leads out of its folder (CVE-2018-11235)."""
    made = scene.made()
    modules = '[submodule "../../hooks"]\n\tpath = m\n\turl = https://git.example.org/x\n'
    made.of_entries((FILE, b".gitmodules", made.file(modules.encode())), (SUBMODULE, b"m", "1" * 40))


@case("git", "named .git")
def folder_of_git(scene: Scene) -> None:
    """The tree holds a folder .git with a hook."""
    made = scene.made()
    hook = made.file(f"#!/bin/sh\ntouch {scene.marker}\n".encode())
    hooks = made.tree([(PROGRAM, b"post-checkout", hook)])
    made.of_entries((FOLDER, b".git", made.tree([(FOLDER, b"hooks", hooks)])))


@case("git", "named .git")
def folder_of_git_in_capitals(scene: Scene) -> None:
    """The tree holds a folder .GIT, which is .git on other machines."""
    made = scene.made()
    made.of_entries((FOLDER, b".GIT", made.tree([(FILE, b"config", made.file(b"[core]\n"))])))


@case("git", "leads out of the repository")
def path_out_of_the_tree(scene: Scene) -> None:
    """The tree holds a folder named .. with a file in it."""
    made = scene.made()
    made.of_entries((FOLDER, b"..", made.tree([(FILE, b"x", made.file(b"x"))])))


@case("git")
def hooks_of_the_host(scene: Scene) -> Holds:
    """The repository on the host has hooks, and a configuration that names programs."""
    made = scene.made()
    made.of_files()
    (made.folder / "hooks").mkdir()
    for name in ("post-checkout", "post-merge", "reference-transaction"):
        hook = made.folder / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {scene.marker}\n")
        hook.chmod(0o755)
    return lambda got: list(got.files) == ["README.md"]


@case("git")
def pointers_of_lfs(scene: Scene) -> Holds:
    """A file is with Git LFS, whose server is a port of ours."""
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%b\nsize 12\n" % (b"0" * 64)
    where = f"[lfs]\n\turl = http://127.0.0.1:{scene.trap}/\n".encode()
    scene.made().of_files(
        **{"w.bin": pointer, ".lfsconfig": where, ".gitattributes": b"*.bin filter=lfs diff=lfs merge=lfs\n"}
    )
    return lambda got: got.lfs == ("w.bin",) and got.files["w.bin"] == pointer


@case("git")
def attributes_with_programs(scene: Scene) -> Holds:
    """Attributes ask for filters, converters and substitution, and a configuration in the tree names programs."""
    program = f"touch {scene.marker}"
    settings = f'[filter "x"]\n\tsmudge = {program}\n\tclean = {program}\n[diff "x"]\n\ttextconv = {program}\n'
    asked = b"* filter=x diff=x export-subst ident working-tree-encoding=UTF-16\n"
    scene.made().of_files(**{".gitattributes": asked, ".gitconfig": settings.encode(), "v.txt": b"$Format:%H$ $Id$\n"})
    return lambda got: got.files["v.txt"] == b"$Format:%H$ $Id$\n"


@case("counts", commits=100)
def long_history(scene: Scene) -> Holds:
    """A history of many commits."""
    made = scene.made()
    newest = made.of_files()
    for number in range(250):
        newest = made.commit(made.tree([(FILE, b"n", made.file(b"%d\n" % number))]), newest)
    return lambda got: len(got.commits) == 100 and not got.complete and got.commits[0].id == newest


@case("counts")
def large_file(scene: Scene) -> Holds:
    """A file of 32 MB that is packed into a few KB."""
    scene.made().of_files(w=bytes(32 * MIB))
    return lambda got: got.large == {"w": 32 * MIB} and "w" not in got.files and got.commits[0].added == 1


@case("counts", "more than 4 MB together", total_bytes=4 * MIB)
def many_large_files(scene: Scene) -> None:
    """Files, none of them too large, that are so together."""
    scene.made().of_files(**{f"w{number}": bytes([number]) * 2 * MIB for number in range(3)})


@case("counts", "more than 100 files", files=100)
def many_files(scene: Scene) -> None:
    """More files than anybody writes."""
    scene.made().of_files(**{f"f{number}": b"" for number in range(150)})


@case("counts", "more than 5,000 files")
def bomb_of_trees(scene: Scene) -> None:
    """Ten folders of ten folders of ten folders: a billion paths in ten objects."""
    made = scene.made()
    made.of_entries((FOLDER, b"b", made.bomb(9)))


@case("box", "does not fit|takes longer", memory_bytes=128 * MIB, seconds=8)
def bomb_in_the_history(scene: Scene) -> None:
    """The same, taken out again by a second commit: to count its lines takes all memory."""
    made = scene.made()
    first = made.of_entries((FOLDER, b"b", made.bomb(9)))
    made.commit(made.tree([(FILE, b"README.md", made.file(b"x\n"))]), first)


@case("proxy", "leads on to 127.0.0.1: .*by number")
def redirect_to_loopback(scene: Scene) -> None:
    """The host sends on to a port of the server."""
    scene.behaving(server.redirect(f"http://127.0.0.1:{scene.trap}/team.git/info/refs?service=git-upload-pack"))


@case("proxy", "leads on to 169.254.169.254: .*by number")
def redirect_to_the_cloud(scene: Scene) -> None:
    """The host sends on to the address where clouds hand out keys."""
    scene.behaving(server.redirect("http://169.254.169.254/latest/info/refs?service=git-upload-pack"))


@case("proxy", "leads on to inner.example.org: .*private network")
def redirect_to_a_private_name(scene: Scene) -> None:
    """The host sends on to a name of the private network."""
    scene.numbers = [["127.0.0.1"], ["10.0.0.7"]]
    scene.behaving(server.redirect("https://inner.example.org/team.git/info/refs?service=git-upload-pack"))


@case("git", "not https|not a Git repository")
def redirect_to_a_file(scene: Scene) -> None:
    """The host sends on to a file of the server."""
    scene.behaving(server.redirect(f"file://{scene.secret}"))


@case("proxy", "private network")
def private_name(scene: Scene) -> None:
    """A public name is said to be loopback."""
    scene.numbers = [["127.0.0.1"]]
    scene.address = "https://git.example.org/team.git"


@case("proxy", "private network")
def public_and_private_name(scene: Scene) -> None:
    """A name has two addresses, one of them loopback in the spelling of IPv6."""
    scene.numbers = [["93.184.216.34", "::ffff:127.0.0.1"]]
    scene.address = "https://git.example.org/team.git"


@case("proxy", "does not answer")
def name_that_changes(scene: Scene) -> None:
    """A name is public when it is checked and loopback when it is used."""
    scene.numbers = [["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]]
    scene.address = "https://git.example.org/team.git"


@case("proxy", "did not deliver within 1.5 seconds", seconds=1.5)
def trickle(scene: Scene) -> None:
    """The host sends a byte now and then, for ever."""
    scene.behaving(server.trickle)


@case("proxy", "sent nothing for 0.5 seconds", idle_seconds=0.5)
def silence(scene: Scene) -> None:
    """The host takes the connection and says nothing."""
    scene.behaving(server.silent)


@case("proxy", "larger than 2 MB", transfer_bytes=2 * MIB)
def endless_pack(scene: Scene) -> None:
    """The host sends a pack that does not end."""
    scene.behaving(server.endless, "/team.git/git-upload-pack")


@case("git", "not a Git repository")
def page(scene: Scene) -> None:
    """At the address is a page."""
    scene.behaving(server.page)


@case("git", "make the repository public")
def asks_for_a_password(scene: Scene) -> None:
    """The host asks for a password."""
    scene.behaving(server.status(401))


@case("names", r"\[31mall is well")
def host_that_paints(scene: Scene) -> None:
    """The host's message holds codes for terminals."""
    scene.behaving(server.says(b"ERR \x1b[2J\x1b[31mall is well\n"))


def named(name: str, tries: str, says: str, *paths: bytes) -> None:
    """Cases of which the names of files are all."""

    def play(scene: Scene) -> None:
        made = scene.made()
        made.of_entries(*((FILE, path, made.file(b"x")) for path in paths))

    CASES.append(Case(name, tries, "names", says, SMALL, play))


named("name_that_paints", "A name holds codes for terminals.", r"\\u001b", b"a\x1b[31m.py")
named("name_of_two_lines", "A name holds a line break.", "cannot be seen", b"a\nb.py")
named(
    "name_from_the_right",
    "A name shows its end first: exe.py, by a bidi override.",
    r"\\u202e",
    "a\u202eyp.exe".encode(),
)
named("name_with_a_backslash", "A name leads out, on Windows.", "backslash", b"..\\..\\x")
named("name_in_no_alphabet", "A name is not UTF-8.", "UTF-8", b"a\xff.py")
named("names_that_clash", "Two names are one on some machines.", "same name on some", b"Model.py", b"model.py")


@case("names")
def author_of_a_megabyte(scene: Scene) -> Holds:
    """The author's name is as long as a book."""
    made = scene.made()
    made.commit(made.tree([(FILE, b"a", made.file(b"x\n"))]), author=b"A" * MIB + b" <a@example.org>")
    return lambda got: len(got.commits[0].author) <= 100 and got.commits[0].added == 1


@case("names")
def author_who_paints(scene: Scene) -> Holds:
    """The author's name holds codes for terminals, and the id of a commit."""
    made = scene.made()
    made.commit(made.tree([(FILE, b"a", made.file(b"x\n"))]), author="\x1b[31mA\u202eB <%s>".encode() % (b"1" * 40))
    return lambda got: len(got.commits) == 1 and got.commits[0].author == "[31mA B"


@case("git")
def names_of_others(scene: Scene) -> Holds:
    """A file .mailmap gives the commits to somebody else."""
    scene.made().of_files(**{".mailmap": b"Somebody Else <else@example.org> <somebody@example.org>\n"})
    return lambda got: got.commits[0].email == "somebody@example.org" and got.commits[0].author == "Somebody"


@case("git")
def strange_encoding(scene: Scene) -> Holds:
    """A commit asks for a conversion that had a hole (CVE-2024-2961)."""
    made = scene.made()
    made.commit(made.tree([(FILE, b"a", made.file(b"x"))]), extra=b"encoding ISO-2022-CN-EXT\n")
    return lambda got: got.commits[0].author == "Somebody"


@case("counts")
def strange_time(scene: Scene) -> Holds:
    """A commit is of a year that no calendar has."""
    made = scene.made()
    made.commit(made.tree([(FILE, b"a", made.file(b"x"))]), at=b"999999999999 +0000")
    return lambda got: got.commits[0].at.year == 1970
