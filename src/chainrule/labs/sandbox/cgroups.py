"""A control group for each job: the kernel counts and caps its memory and its processes, and weighs its processor time,
whatever it does.
"""

import contextlib
import os
import queue
import secrets
import time
from abc import ABC, abstractmethod
from pathlib import Path

PREFIX = "chainrule-"
WEIGHT_V1, WEIGHT_V2 = 512, 50  # of a job's processor time, however many processes it has: half of what others have


class Cgroup(ABC):
    """One job's control group. Made empty; `add` a process, `kill` what is in it, `remove` it."""

    def __init__(self, folders: list[Path]) -> None:
        self.folders = folders

    def add(self, pid: int) -> None:
        """Put a process, and with it all that it will start, into the group."""
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(pid))

    @abstractmethod
    def ran_out_of_memory(self) -> bool:
        """Whether the kernel killed something in the group for its memory."""

    @abstractmethod
    def computed(self) -> float | None:
        """Seconds of processor that all in the group have used; None where nobody counts them."""

    def remove(self, patience: float = 0.1) -> bool:
        """Remove the group; False where the kernel has not let go of it, some moments after its last process died."""
        give_up = time.monotonic() + patience
        for folder in self.folders:
            while folder.exists():
                try:
                    folder.rmdir()
                except FileNotFoundError:
                    break
                except OSError:
                    if time.monotonic() >= give_up:
                        return False
                    time.sleep(0.005)
        return True


class CgroupV1(Cgroup):
    """A folder in each hierarchy: `memory`, `pids`, and `cpu` and `cpuacct` where there are such."""

    def ran_out_of_memory(self) -> bool:
        text = (self.folders[0] / "memory.oom_control").read_text()
        return any(line.split()[0] == "oom_kill" and int(line.split()[1]) > 0 for line in text.splitlines())

    def computed(self) -> float | None:
        with contextlib.suppress(OSError, ValueError):
            return int((self.folders[-1] / "cpuacct.usage").read_text()) / 1e9
        return None


class CgroupV2(Cgroup):
    """One hierarchy, which counts the processor whether or not it weighs it."""

    def ran_out_of_memory(self) -> bool:
        text = (self.folders[0] / "memory.events").read_text()
        return any(line.split()[0] == "oom_kill" and int(line.split()[1]) > 0 for line in text.splitlines())

    def computed(self) -> float | None:
        with contextlib.suppress(OSError, ValueError):
            text = (self.folders[0] / "cpu.stat").read_text()
            return next(int(line.split()[1]) / 1e6 for line in text.splitlines() if line.startswith("usage_usec"))
        return None


class CgroupTree(ABC):
    """Where this machine lets us make control groups."""

    version: str
    weighs: bool  # whether jobs share the processor by their weights

    def __init__(self) -> None:
        self.left: queue.SimpleQueue[Cgroup] = queue.SimpleQueue()  # what could not be removed yet

    def done_with(self, group: Cgroup) -> None:
        """Remove a group, now or with a later one, and those that were left."""
        waiting = [group]
        with contextlib.suppress(queue.Empty):
            while True:
                waiting.append(self.left.get_nowait())
        for one in waiting:
            if not one.remove(patience=0.1 if one is group else 0.0):
                self.left.put(one)

    @abstractmethod
    def make(self, *, memory_bytes: int | None, processes: int | None) -> Cgroup:
        """A fresh, empty group with these limits; None is no limit."""

    @abstractmethod
    def roots(self) -> list[Path]:
        """The folders in which groups are made."""

    def sweep(self) -> None:
        """Remove what a killed server has left behind: groups of ours whose maker is gone."""
        for root in self.roots():
            for folder in root.glob(f"{PREFIX}*"):
                maker = folder.name.removeprefix(PREFIX).split("-")[0]
                if maker.isdigit() and not Path("/proc", maker).exists():
                    with contextlib.suppress(OSError):
                        folder.rmdir()


def _name() -> str:
    return f"{PREFIX}{os.getpid()}-{secrets.token_hex(8)}"  # no count: a job may see its group's name


class TreeV1(CgroupTree):
    """cgroup v1 with writable `memory` and `pids`; `cpu` and `cpuacct`, which may be one, where they are writable."""

    version = "v1"

    def __init__(self, base: Path = Path("/sys/fs/cgroup")) -> None:
        super().__init__()
        self.memory, self.pids, self.cpu = base / "memory", base / "pids", base / "cpu"
        clocks = [root for root in (self.cpu, base / "cpuacct") if os.access(root / "cgroup.procs", os.W_OK)]
        self.clocks = list({root.resolve(): root for root in clocks}.values())
        self.weighs = self.cpu in clocks

    def roots(self) -> list[Path]:
        return [self.memory, self.pids, *self.clocks]

    def make(self, *, memory_bytes: int | None, processes: int | None) -> Cgroup:
        name = _name()
        group = CgroupV1([root / name for root in self.roots()])
        for folder in group.folders:
            folder.mkdir()
        if memory_bytes is not None:
            (self.memory / name / "memory.limit_in_bytes").write_text(str(memory_bytes))
            swap = self.memory / name / "memory.memsw.limit_in_bytes"
            if swap.exists():
                swap.write_text(str(memory_bytes))
        if processes is not None:
            (self.pids / name / "pids.max").write_text(str(processes))
        if self.weighs:
            (self.cpu / name / "cpu.shares").write_text(str(WEIGHT_V1))
        return group


class TreeV2(CgroupTree):
    """cgroup v2: a folder that we may write, with the memory and pids controllers switched on for its children."""

    version = "v2"

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.base = base
        self.weighs = "cpu" in (base / "cgroup.controllers").read_text().split()

    def roots(self) -> list[Path]:
        return [self.base]

    def make(self, *, memory_bytes: int | None, processes: int | None) -> Cgroup:
        folder = self.base / _name()
        folder.mkdir()
        if memory_bytes is not None:
            (folder / "memory.max").write_text(str(memory_bytes))
            if (folder / "memory.swap.max").exists():
                (folder / "memory.swap.max").write_text("0")
        if processes is not None:
            (folder / "pids.max").write_text(str(processes))
        if self.weighs:
            (folder / "cpu.weight").write_text(str(WEIGHT_V2))
        return CgroupV2([folder])


def _delegated_v2(mount: Path) -> Path | None:
    """A folder of the v2 hierarchy in which we may make groups: our own delegated one, or as root one below the top."""
    own = Path("/proc/self/cgroup").read_text().splitlines()
    path = next((line.removeprefix("0::/") for line in own if line.startswith("0::")), None)
    candidates = [mount / path] if path else []
    if os.geteuid() == 0:
        candidates.append(mount)
    for folder in candidates:
        try:
            there = set((folder / "cgroup.controllers").read_text().split())
            if not {"memory", "pids"} <= there:
                continue
            base = folder / "chainrule"
            base.mkdir(exist_ok=True)
            if folder != mount and (folder / "cgroup.procs").read_text().split():
                # A group that gives controllers to its children may hold no process of its own: move ours aside.
                leaf = folder / "chainrule-server"
                leaf.mkdir(exist_ok=True)
                for pid in (folder / "cgroup.procs").read_text().split():
                    (leaf / "cgroup.procs").write_text(pid)
            for parent in (folder, base):
                (parent / "cgroup.subtree_control").write_text("+memory +pids" + " +cpu" * ("cpu" in there))
            return base
        except OSError:
            continue
    return None


def find_tree() -> CgroupTree | None:
    """The control groups of this machine: v2, else v1, else `None` (then only rlimits hold, and the server says so)."""
    mount = Path("/sys/fs/cgroup")
    if (mount / "cgroup.controllers").is_file() and (base := _delegated_v2(mount)):
        return TreeV2(base)
    v1 = TreeV1(mount)
    if all(os.access(root / "cgroup.procs", os.W_OK) for root in (v1.memory, v1.pids)):
        return v1
    return None
