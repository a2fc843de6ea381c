"""Run as a file by root, for one purpose: to become nobody in particular before bubblewrap starts.

    python -I enter.py '{"control": 7, "binds": [[source, name], ...], "stage": folder, "uid": 65534, "gid": 65534,
                         "closed": true, "command": [...]}'

What the box needs may lie where only root may go (an interpreter under root's home). So each source is first shown
under `stage`, in a mount namespace of this process alone; then root is given up and bubblewrap is executed with the
empty environment that this program was started with: bubblewrap's own process 1 would otherwise show the server's
environment in `/proc/1/environ`.
"""

import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path

# Run with -I from wherever the package lies, so its neighbour is loaded by path.
_spec = importlib.util.spec_from_file_location("kernel", Path(__file__).with_name("kernel.py"))
assert _spec is not None
assert _spec.loader is not None
kernel = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(kernel)

CONTROL = 3


def stage(folder: Path, binds: list[list[str]]) -> None:
    """Show each source under `folder`, for this process and its children only."""
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.make_private()
    kernel.mount("tmpfs", str(folder), "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755")
    for source, name in binds:
        place = folder / name
        if Path(source).is_dir():
            place.mkdir(parents=True)
        else:
            # A copy: what is bound tells in /proc/self/mountinfo where on this machine it lies.
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)
            continue
        kernel.bind(source, str(place))


def main() -> None:
    """Stage, give up root, become bubblewrap."""
    order = json.loads(sys.argv[1])
    if os.geteuid() == 0:
        os.umask(0o022)
        stage(Path(order["stage"]), order["binds"])
        os.setgroups([])
        os.setresgid(order["gid"], order["gid"], order["gid"])
        os.setresuid(order["uid"], order["uid"], order["uid"])
    os.dup2(order["control"], CONTROL)
    if order["closed"]:
        os.closerange(CONTROL + 1, 1 << 16)
    os.chdir("/")
    os.execve(order["command"][0], order["command"], dict(os.environ))  # which the server has emptied


if __name__ == "__main__":
    main()
