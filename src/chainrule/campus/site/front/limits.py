"""How many connections this process can hold: the system's limit of open files, raised as far as it may be."""

import resource

CONNECTIONS = 8192
FOR_A_CLASS = 3000  # 500 browsers with six connections each
FILES_KEPT = 512  # open files that are no connections: database, temporary files, pipes
FEWEST = 64


def connections_to_have() -> int:
    """How many connections can be held at once, once the soft limit of open files is raised to what is allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + FILES_KEPT
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = allowed
    return within(None if soft == resource.RLIM_INFINITY else soft)


def within(open_files: int | None) -> int:
    """The connections that fit into a limit of open files; None is no limit."""
    return CONNECTIONS if open_files is None else max(min(CONNECTIONS, open_files - FILES_KEPT), FEWEST)


def shortage(connections: int) -> str:
    """What to do where a whole class would not fit; empty where it does."""
    if connections >= FOR_A_CLASS:
        return ""
    files = FOR_A_CLASS + FILES_KEPT
    return f"allow {files} open files: `ulimit -Hn {files}`, or LimitNOFILE={files} in the service's unit"
