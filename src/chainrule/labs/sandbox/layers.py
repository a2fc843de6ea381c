"""The layers between a student's code and the machine: what each is, what it stops, and how an operator gets it."""

from dataclasses import dataclass

from chainrule import machine


@dataclass(frozen=True)
class Layers:
    """Which of the sandbox's own layers are on. Always all of them; a test switches one off to prove what it stops."""

    user: bool = True
    system: bool = True
    proc: bool = True
    network: bool = True
    processes: bool = True
    temporary: bool = True
    capabilities: bool = True
    seccomp: bool = True
    memory: bool = True
    pids: bool = True
    rlimits: bool = True
    environment: bool = True
    descriptors: bool = True
    library: bool = True


@dataclass(frozen=True)
class Layer:
    """One layer in words. `remedy` is what an operator does where it is missing."""

    name: str
    title: str
    does: str
    remedy: str


BUBBLEWRAP = machine.part("bubblewrap").get
USER_NAMESPACES = (
    f"{BUBBLEWRAP} and allow user namespaces: sysctl kernel.unprivileged_userns_clone=1 (older Debian), "
    "sysctl kernel.apparmor_restrict_unprivileged_userns=0 or an AppArmor profile for bwrap (Ubuntu 24.04), "
    "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined (Docker)"
)
CGROUPS = (
    "give the server a control group that it may write: run it as a systemd service with Delegate=yes, "
    "or in Docker with --cgroupns=private and a writable /sys/fs/cgroup"
)
CPU_WEIGHTS = (
    "let the server weigh the processor too: with cgroup v2 have the controller `cpu` in its control group "
    "(Delegate=yes in its systemd service), with v1 let it write the hierarchy `cpu`"
)
OURS = "this is a fault of ours: report it with what `chainrule doctor --json` prints"

LAYERS = (
    Layer(
        "user",
        "service user and user namespace",
        "The code runs as a user without rights on this machine, in a user namespace that can make no other.",
        USER_NAMESPACES,
    ),
    Layer(
        "system",
        "read-only system",
        "It sees the interpreter, its packages and the system's libraries, read-only. "
        "Courses, keys, databases and other students' files are not there.",
        USER_NAMESPACES,
    ),
    Layer(
        "proc",
        "/proc of its own",
        "It sees its own processes and nothing of the machine, of the server or of other submissions.",
        "run Linux 5.8 or newer, and in Docker add --security-opt systempaths=unconfined",
    ),
    Layer(
        "network",
        "network namespace",
        "There is no network in the box, not even the machine's own loopback or its abstract sockets.",
        USER_NAMESPACES,
    ),
    Layer(
        "processes",
        "process namespace and session",
        "It can send signals to its own processes only, and they all end when it ends.",
        USER_NAMESPACES,
    ),
    Layer(
        "temporary",
        "sized temporary folders",
        "/tmp and /dev/shm are new for each submission, and hold so many bytes and files.",
        USER_NAMESPACES,
    ),
    Layer("capabilities", "no capabilities", "It has no privilege, not even over its own namespaces.", OURS),
    Layer(
        "seccomp",
        "system call filter",
        "Calls that reach beyond a process that computes are refused; of sockets there are AF_UNIX ones only.",
        machine.part("libseccomp").get,
    ),
    Layer(
        "memory",
        "control group: memory",
        "The memory of all its processes is counted, and it is ended at the limit.",
        CGROUPS,
    ),
    Layer(
        "pids",
        "control group: processes",
        "Its processes and threads are counted, and there are no more at the limit.",
        CGROUPS,
    ),
    Layer("rlimits", "resource limits", "Seconds of processor, size of a file and open files are limited.", OURS),
    Layer("environment", "empty environment", "No variable of the server's is in the box.", OURS),
    Layer("descriptors", "no inherited descriptors", "No file or socket of the server's is open in the box.", OURS),
    Layer(
        "library",
        "emptied library",
        "The library is not in the box. A lab's file gets the modules that its own is made of, with the lab's names "
        "emptied, and no other engine.",
        OURS,
    ),
    Layer("clock", "wall clock", "Each check has its seconds; then the job is ended, whatever it ignores.", OURS),
    Layer("output", "output cap", "The beginning of what is printed is kept; past all reason the job is ended.", OURS),
    Layer("messages", "small messages", "An answer has a largest size, depth and number of items on both sides.", OURS),
    Layer(
        "checker",
        "checker outside",
        "Checks, expected values and points are in another process. What comes out of the box is plain data that is "
        "compared with the right answer to inputs that nobody could know before.",
        OURS,
    ),
)
WITHOUT_CGROUPS = ("memory", "pids")  # where these are missing the server grades with rlimits alone, and says so


def layer(name: str) -> Layer:
    """The layer of that name. Raises `LookupError`."""
    for one in LAYERS:
        if one.name == name:
            return one
    raise LookupError(f"no layer is called {name!r}; there are {', '.join(one.name for one in LAYERS)}")
