"""A team's repository, fetched and read. Git runs in the box; what comes out of it is measured here, and never run."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from chainrule import machine
from chainrule.campus.repositories import git
from chainrule.campus.repositories.box import SOCKET, Box, Launcher, Lost, OutOfTime, Said
from chainrule.campus.repositories.model import Address, CannotFetch, Limits, Policy, Refused, Repository
from chainrule.campus.repositories.names import megabytes, one_line, refuse_clashes, visible
from chainrule.campus.repositories.proxy import Dialler, Proxy, Resolver, dial, resolve

ONE_LINE = 4096


def fetch(
    address: Address,
    policy: Policy,
    limits: Limits | None = None,
    launcher: Launcher = Box,
    resolver: Resolver = resolve,
    dialler: Dialler = dial,
) -> Repository:
    """The default branch behind `address`. Raises `Refused` (the team's to mend), `CannotFetch` (to be tried again).

    It takes at most `limits.seconds`, and some for the box to start. Whatever happens, nothing of it is left: no
    process, no file, no socket.
    """
    limits = limits or Limits()
    if not machine.part("git").find():
        raise CannotFetch(machine.part("git").word)
    door = Path(tempfile.mkdtemp(prefix="chainrule-door-"))
    proxy = Proxy(door / SOCKET, address, policy, limits, resolver, dialler)
    with opened(door, proxy, launcher, git.environment(address)) as box:
        try:
            bring(box, proxy, address, limits)
            proxy.close()
        except OutOfTime:
            raise proxy.trouble or CannotFetch(f"the host did not deliver within {limits.seconds:g} seconds") from None
        except Lost as lost:
            raise (git.too_large(limits) if lost.memory else CannotFetch(str(lost))) from None
        return held(box, address, limits)


@contextmanager
def opened(door: Path, proxy: Proxy, launcher: Launcher, environment: Mapping[str, str]) -> Iterator[Box]:
    """A box whose only way out is the proxy in the folder `door`."""
    try:
        with proxy:
            box = launcher(door, proxy.limits, environment)
            try:
                yield box
            finally:
                box.close()
    finally:
        shutil.rmtree(door, ignore_errors=True)


def bring(box: Box, proxy: Proxy, address: Address, limits: Limits) -> None:
    """Clone into the box."""
    said = box.run(git.clone(address, limits, box.port), ONE_LINE)
    if said.code == 0:
        return
    if box.starved:
        raise git.too_large(limits)
    raise proxy.trouble or git.complaint(said.errors, limits)


def held(box: Box, address: Address, limits: Limits) -> Repository:
    """What the clone in the box holds. No byte comes from outside any more."""
    try:
        commit = one(box.run(git.look("rev-parse", "--verify", "--quiet", "HEAD^{commit}", limits=limits), ONE_LINE))
        branch = one(box.run(git.look("symbolic-ref", "--quiet", "--short", "HEAD", limits=limits), ONE_LINE))
        if not commit:
            raise Refused("the repository has no commit on its default branch: push one")
        listed = checked(
            box, box.run(git.look("ls-tree", "-r", "-z", "-l", commit, limits=limits), git.tree_bytes(limits))
        )
        tree = git.tree(listed.output, listed.cut, limits)
        refuse_clashes([*tree.files, *tree.links, *tree.submodules])
        files = brought(box, tree, limits)
        logged = checked(box, box.run(git.log(limits), limits.log_bytes))
    except OutOfTime:
        raise Refused(
            f"to read the repository takes longer than {limits.seconds:g} seconds: its history is out of the ordinary, "
            "begin a new repository"
        ) from None
    except Lost as lost:
        raise (git.too_large(limits) if lost.memory else CannotFetch(str(lost))) from None
    commits, complete = git.history(logged.output, logged.cut, limits)
    return Repository(
        address=str(address),
        commit=commit,
        branch=branch,
        files=files,
        links=tree.links,
        submodules=tree.submodules,
        commits=commits,
        large={path: size for path, (_, size) in tree.files.items() if size > limits.file_bytes},
        lfs=tuple(path for path, content in files.items() if git.is_pointer(content)),
        complete=complete,
    )


def one(said: Said) -> str:
    """The line that a command says, cleaned; "" where it has none to say."""
    return one_line(said.output.decode("utf-8", "replace")) if said.code == 0 else ""


def checked(box: Box, said: Said) -> Said:
    """What a command said that did its work, or was stopped as it had said enough. Raises `Refused`, `CannotFetch`."""
    if said.cut or said.code == 0:
        return said
    if box.starved or said.code < 0:
        raise git.too_large(box.limits)
    raise CannotFetch(f"Git could not read what it fetched: {visible(said.errors.strip(), 200)}")


def brought(box: Box, tree: git.Tree, limits: Limits) -> dict[str, bytes]:
    """The files that are not too large, by path. Raises `Refused` where all together are."""
    small = {path: blob for path, blob in tree.files.items() if blob[1] <= limits.file_bytes}
    total = sum(size for _, size in small.values())
    if total > limits.total_bytes:
        raise Refused(
            f"the files of the repository are more than {megabytes(limits.total_bytes)} together: take data and "
            "weights out, and say in the README where they are"
        )
    wanted = list(dict(small.values()).items())
    given = b"".join(id + b"\n" for id, _ in wanted)
    most = sum(size + git.LONGEST_HEAD for _, size in wanted)
    said = checked(box, box.run(git.look("cat-file", "--batch", limits=limits), most, given))
    found = git.contents(said.output, wanted)
    return {path: found[id] for path, (id, _) in small.items()}
