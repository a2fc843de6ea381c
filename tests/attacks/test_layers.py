"""Each layer switched off: an attack that it stops then succeeds, and with the layer on it does not.

An attack says itself which (`# succeeds without: capabilities and seccomp`). Where two layers stop the same thing, both
are off, and with either of them alone the attack still fails.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from chainrule.labs import CannotStart, Lab, Limits, Verdict, run_checks, wire
from chainrule.labs.sandbox import Layers, SandboxLauncher
from chainrule.labs.sandbox.containment import Attack, read_attack, read_corpus
from chainrule.labs.sandbox.layers import LAYERS

pytestmark = pytest.mark.needs("control groups")
CORPUS = Path(__file__).parent / "corpus"

NO_ONE_IS_LEFT_TO_SAY_SO = ("escaping/kill_everyone", "escaping/kill_group")  # proven below
PROOFS = [attack for attack in read_corpus(CORPUS) if attack.succeeds_without]
if os.geteuid() != 0:  # then the server itself is a user without rights: that layer cannot be off
    PROOFS = [attack for attack in PROOFS if "user" not in attack.succeeds_without]
TRIED = [attack for attack in PROOFS if f"{attack.group}/{attack.name}" not in NO_ONE_IS_LEFT_TO_SAY_SO]


def without(*names: str) -> Layers:
    return replace(Layers(), **dict.fromkeys(names, False))


@pytest.fixture(scope="module")
def launchers(sandbox: SandboxLauncher) -> Iterator[Callable[..., SandboxLauncher]]:
    """A sandbox without these layers; each is made once."""
    made: dict[tuple[str, ...], SandboxLauncher] = {}

    def get(*names: str) -> SandboxLauncher:
        key = tuple(sorted(names))
        if key not in made:
            made[key] = SandboxLauncher(limits=sandbox.limits, layers=without(*names))
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


@pytest.mark.parametrize("attack", TRIED, ids=lambda a: f"{'+'.join(a.succeeds_without)}-{a.group}-{a.name}")
def test_the_attack_succeeds_only_where_its_layers_are_off(
    attack: Attack,
    judge: Callable[..., Verdict],
    launchers: Callable[..., SandboxLauncher],
    leaky: None,
    beside_in: Callable[[SandboxLauncher], AbstractContextManager[object]],
) -> None:
    off = attack.succeeds_without
    for stays_on in off if len(off) > 1 else ():
        launcher = launchers(*[name for name in off if name != stays_on])
        with beside_in(launcher):
            assert "GOT" not in judge(attack, launcher).output
    launcher = launchers(*off)
    with beside_in(launcher):
        verdict = judge(attack, launcher)
    assert "GOT" in verdict.output, (verdict.problem, verdict.output)


@pytest.mark.parametrize("attack", NO_ONE_IS_LEFT_TO_SAY_SO)
def test_without_processes_of_its_own_a_job_kills_others(
    attack: str, judge: Callable[..., Verdict], sandbox: SandboxLauncher, beside_in: Callable[..., object]
) -> None:
    for layers, survives in ((Layers(), True), (without("processes"), False)):
        launcher = SandboxLauncher(limits=sandbox.limits, layers=layers)
        zygote = launcher.warm()
        with beside_in(launcher) as beside:
            one_try(judge, attack, launcher)
            assert (zygote.alive and beside.is_alive()) == survives
        launcher.close()


def one_try(judge: Callable[..., Verdict], attack: str, launcher: SandboxLauncher) -> None:
    """A run in which the sandbox may die, again and again."""
    with contextlib.suppress(CannotStart):
        judge(read_attack(CORPUS / f"{attack}.py"), launcher)


@pytest.mark.slow
def test_a_longer_clock_lets_a_sleeper_sleep(small_lab: Lab, sandbox: SandboxLauncher) -> None:
    source = b"import time\ntime.sleep(5)\nprint('GOT time')\n"
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


def test_without_its_largest_size_a_message_reaches_the_checker(monkeypatch: pytest.MonkeyPatch) -> None:
    def arrives() -> bool:
        try:
            content = wire.frame(wire.pack("x" * 10**8, bytearray(), lambda value: None))
            assert wire.frame_size(content[:8]) == len(content) - 8
            return len(wire.unframe(content[:8], content[8:])[0]) == 10**8
        except wire.TooBig:
            return False

    assert not arrives()
    monkeypatch.setattr(wire, "MAX_TEXT", 10**9)
    assert not arrives()
    monkeypatch.setattr(wire, "MAX_JSON", 10**9)
    assert arrives()


PROVEN_HERE = {
    "clock": test_a_longer_clock_lets_a_sleeper_sleep,
    "output": test_without_the_output_cap_everything_is_read,
    "messages": test_without_its_largest_size_a_message_reaches_the_checker,
    "checker": test_a_checker_in_the_same_process_is_defeated,
}


def test_every_layer_has_a_proof() -> None:
    unproven = {"user"} if os.geteuid() != 0 else set()
    proven = {attack.succeeds_without[0] for attack in PROOFS} | set(PROVEN_HERE)
    assert proven | unproven == {layer.name for layer in LAYERS}
    assert not proven & unproven
