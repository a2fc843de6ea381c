"""Each layer switched off: an attack that it stops then succeeds, and with the layer on it does not.

Where two layers stop the same thing, both are off: then `covered_by` names the other, and with either of them alone
the attack fails.
"""

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from chainrule.labs import CannotStart, Lab, Limits, PlainLauncher, Verdict, run_checks
from chainrule.labs.sandbox import Layers, SandboxLauncher
from chainrule.labs.sandbox.containment import read_attack
from chainrule.labs.sandbox.layers import LAYERS

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Proof:
    """`attack` succeeds where `layer` and those that cover for it are off, and only then."""

    layer: str
    attack: str
    covered_by: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "+".join((self.layer, *self.covered_by)) + "-" + self.attack.replace("/", "-")


ALONE = [
    Proof("system", "reading/password_file"),
    Proof("system", "reading/other_submission"),
    Proof("system", "reading/checks"),
    Proof("system", "writing/server_file"),
    Proof("system", "network/socket_file"),
    Proof("proc", "reading/submission_beside"),
    Proof("proc", "reading/memory_beside"),
    Proof("proc", "reading/kernel_files"),
    Proof("network", "network/abstract_socket"),
    Proof("network", "network/job_beside"),
    Proof("processes", "writing/shared_memory"),
    Proof("temporary", "writing/full_disk"),
    Proof("temporary", "writing/million_files"),
    Proof("temporary", "writing/full_shared_memory"),
    Proof("seccomp", "escaping/ptrace"),
    Proof("seccomp", "escaping/process_memory"),
    Proof("seccomp", "escaping/keyring"),
    Proof("seccomp", "escaping/process_descriptor"),
    Proof("seccomp", "escaping/userfaultfd"),
    Proof("seccomp", "network/netlink"),
    Proof("memory", "exhausting/memory"),
    Proof("memory", "exhausting/one_array"),
    Proof("memory", "exhausting/memory_of_children"),
    Proof("pids", "exhausting/fork_bomb"),
    Proof("pids", "exhausting/threads"),
    Proof("rlimits", "exhausting/descriptors"),
    Proof("rlimits", "writing/one_large_file"),
    Proof("environment", "reading/environment"),
    Proof("descriptors", "reading/open_descriptors"),
    Proof("descriptors", "reading/control_socket"),
]
TOGETHER = [
    Proof("capabilities", "escaping/unmount", covered_by=("seccomp",)),
    Proof("capabilities", "escaping/mount", covered_by=("seccomp",)),
    Proof("capabilities", "escaping/chroot", covered_by=("seccomp",)),
    Proof("capabilities", "escaping/host_name", covered_by=("seccomp",)),
    Proof("network", "network/address", covered_by=("seccomp",)),
    Proof("network", "network/datagram", covered_by=("seccomp",)),
]
if os.geteuid() == 0:  # elsewhere the server itself is the user without rights
    TOGETHER += [Proof("user", "reading/secret_key", covered_by=("system",))]


def without(*names: str) -> Layers:
    return replace(Layers(), **dict.fromkeys(names, False))


@pytest.fixture(scope="module")
def launchers(sandbox: SandboxLauncher) -> Callable[..., SandboxLauncher]:
    """A sandbox without these layers; those that were used last are kept warm."""
    made: dict[tuple[str, ...], SandboxLauncher] = {}

    def get(*names: str) -> SandboxLauncher:
        key = tuple(sorted(names))
        if key not in made:
            made[key] = SandboxLauncher(hidden=sandbox.hidden, limits=sandbox.limits, layers=without(*names))
        return made[key]

    yield get
    for launcher in made.values():
        launcher.close()


@pytest.fixture
def leaky(planted):
    """The server has a file open that any child of its would inherit."""
    descriptor = os.open(planted.places["key"], os.O_RDONLY)
    os.set_inheritable(descriptor, True)
    yield
    os.close(descriptor)


@pytest.mark.parametrize("proof", ALONE + TOGETHER, ids=str)
def test_the_attack_succeeds_only_where_its_layer_is_off(
    proof: Proof,
    judge: Callable[..., Verdict],
    launchers: Callable[..., SandboxLauncher],
    leaky: None,
    beside_in: Callable[[SandboxLauncher], object],
) -> None:
    attack = read_attack(CORPUS / f"{proof.attack}.py")
    assert proof.layer in attack.stopped_by
    off = (proof.layer, *proof.covered_by)
    for stays_on in proof.covered_by and off:
        launcher = launchers(*[name for name in off if name != stays_on])
        with beside_in(launcher):
            assert "GOT" not in judge(attack, launcher).output
    launcher = launchers(*off)
    with beside_in(launcher):
        verdict = judge(attack, launcher)
    assert "GOT" in verdict.output, (verdict.problem, verdict.output)


@pytest.mark.parametrize("attack", ["escaping/kill_everyone", "escaping/kill_group"])
def test_without_processes_of_its_own_a_job_kills_others(
    attack: str, judge: Callable[..., Verdict], sandbox: SandboxLauncher, beside_in: Callable[..., object]
) -> None:
    for layers, survives in ((Layers(), True), (without("processes"), False)):
        launcher = SandboxLauncher(hidden=sandbox.hidden, limits=sandbox.limits, layers=layers)
        zygote = launcher.warm()
        with beside_in(launcher) as beside:
            one_try(judge, attack, launcher)
            assert (zygote.alive and beside.is_alive()) == survives
        launcher.close()


def one_try(judge: Callable[..., Verdict], attack: str, launcher: SandboxLauncher) -> None:
    """A run in which the sandbox may die, again and again."""
    with contextlib.suppress(CannotStart):
        judge(read_attack(CORPUS / f"{attack}.py"), launcher)


def test_with_a_full_library_the_solution_is_there(judge: Callable[..., Verdict], sandbox: SandboxLauncher) -> None:
    full = SandboxLauncher(limits=sandbox.limits)
    for attack in ("reading/reference_source", "cheating/reference_by_path"):
        assert "GOT" in judge(read_attack(CORPUS / f"{attack}.py"), full).output
    full.close()


def test_a_longer_clock_lets_a_sleeper_sleep(small_lab: Lab, sandbox: SandboxLauncher) -> None:
    source = b"import time\ntime.sleep(1.5)\nprint('GOT time')\n"
    for seconds, slept in ((0.5, False), (20.0, True)):
        verdict = run_checks(small_lab, source, launch=sandbox, limits=Limits(load_seconds=seconds))
        assert ("GOT" in verdict.output) == slept


def test_without_the_output_cap_everything_is_read(small_lab: Lab, sandbox: SandboxLauncher) -> None:
    source = b"import os\nfor _ in range(60): os.write(2, bytes(1_000_000))\ndef answer(x): return 3 * x + 1\n"
    for limits, passes in ((Limits(), False), (Limits(output=100_000_000), True)):
        assert (run_checks(small_lab, source, launch=sandbox, limits=limits).points == 1) == passes


def test_seconds_of_processor_are_counted_where_the_clock_is_long(small_lab: Lab, sandbox: SandboxLauncher) -> None:
    tight = SandboxLauncher(limits=replace(sandbox.limits, cpu_seconds=1), layers=Layers())
    verdict = run_checks(small_lab, b"while True: pass", launch=tight, limits=Limits(load_seconds=30))
    tight.close()
    assert "computed for more than 1 seconds" in verdict.problem


def test_a_checker_in_the_same_process_is_defeated() -> None:
    """What graders in wide use do: run the file, then compare its answer right there."""
    defeated = []
    for attack in ("cheating/lying_float", "cheating/lying_object", "cheating/lying_array"):
        space: dict[str, object] = {"PLANTED": {}}
        exec(compile(read_attack(CORPUS / f"{attack}.py").source, attack, "exec"), space)
        name = "answer" if "answer" in space else "vector"
        defeated.append(bool((space[name](2.0) == 7.0) is True or abs_difference(space[name](2.0)) == 0))
    assert all(defeated)


def abs_difference(got: object) -> float:
    difference = got - 7.0
    return float(sum(difference)) if hasattr(difference, "__len__") else float(difference)


def test_an_unlimited_message_would_reach_the_checker() -> None:
    from chainrule.labs import wire

    with pytest.raises(wire.TooBig):
        wire.pack("x" * 10**8, bytearray(), lambda value: None)
    with pytest.raises(wire.ProtocolError):
        wire.frame_size(b"\xff" * 8)


def test_every_layer_has_a_proof() -> None:
    proven = {proof.layer for proof in ALONE + TOGETHER} | {"library", "clock", "output", "messages", "checker"}
    assert proven | {"user"} == {layer.name for layer in LAYERS}


def test_the_plain_launcher_does_not_call_itself_isolated() -> None:
    assert not PlainLauncher().isolated
