"""The self-test finds every layer that is missing, names it, and says what to do."""

import json
import os
from dataclasses import replace

import pytest
from click.testing import CliRunner
from tests.sample import sampled

from chainrule.cli.containment import conclusion, show, versions_here
from chainrule.cli.doctor import doctor
from chainrule.labs import CannotStart
from chainrule.labs.sandbox import Layers, SandboxLauncher, bwrap, self_test, warm_and_proven
from chainrule.labs.sandbox import filter as seccomp
from chainrule.labs.sandbox.cgroups import find_tree
from chainrule.labs.sandbox.layers import LAYERS, layer
from chainrule.labs.sandbox.measure import Measured
from chainrule.labs.sandbox.selftest import SelfTest


@pytest.fixture(scope="module")
def whole() -> SelfTest:
    return self_test()


@pytest.mark.needs("control groups")
def test_here_every_layer_holds(whole: SelfTest) -> None:
    assert [row.layer for row in whole.rows] == list(LAYERS)
    assert {row.layer.name: row.detail for row in whole.missing} == {}
    assert not whole.refusal
    assert bool(whole.warning) != whole.weighs


@pytest.mark.needs("weights for the processor")
def test_a_server_with_every_layer_may_grade() -> None:
    launcher = SandboxLauncher()
    assert warm_and_proven(launcher) == ""
    assert launcher.warm().alive
    launcher.close()


@pytest.mark.needs("the sandbox")
def test_a_server_without_a_layer_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here one whose system call filter lets everything through."""
    monkeypatch.setattr("chainrule.labs.sandbox.filter.DENIED", ())
    seccomp.compile_filter.cache_clear()
    try:
        with pytest.raises(CannotStart, match=r"system call filter.*ptrace"):
            warm_and_proven(SandboxLauncher())
    finally:
        seccomp.compile_filter.cache_clear()


SWITCHES = ["system", "network", "processes", "temporary", "capabilities", "seccomp", "rlimits", "environment"]
SWITCHES += ["descriptors", "memory", "pids"] + (["user"] if os.geteuid() == 0 else [])


@pytest.mark.needs("control groups")
@pytest.mark.parametrize("off", sampled(SWITCHES, "network", "seccomp", "memory"))
def test_a_missing_layer_is_found(off: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_VARIABLE_OF_THE_SERVER", "x")
    test = self_test(replace(Layers(), **{off: False}))
    assert off in {row.layer.name for row in test.missing}
    (row,) = (row for row in test.rows if row.layer.name == off)
    assert row.holds is False
    assert row.detail
    said = test.warning if off in ("memory", "pids") else test.refusal
    assert layer(off).remedy in said or "more with it" in said


@pytest.mark.needs("control groups")
def test_without_a_proc_of_its_own_the_job_sees_the_zygote() -> None:
    missing = {row.layer.name: row.detail for row in self_test(replace(Layers(), proc=False)).missing}
    assert "processes of others" in missing["proc"]


@pytest.mark.needs("the sandbox")
def test_without_control_groups_the_server_grades_and_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chainrule.labs.sandbox.launcher.find_tree", lambda: None)
    test = self_test()
    assert {row.layer.name for row in test.missing} == {"memory", "pids"}
    assert not test.refusal
    assert "Delegate=yes" in test.warning


@pytest.mark.needs("control groups")
def test_without_weights_for_the_processor_the_server_grades_and_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a service has the controllers `memory` and `pids` alone."""
    tree = find_tree()
    assert tree is not None
    tree.weighs = False
    monkeypatch.setattr("chainrule.labs.sandbox.launcher.find_tree", lambda: tree)
    test = self_test()
    assert not test.missing
    assert not test.refusal
    assert "weight" in test.warning
    assert "Delegate=yes" in test.warning
    assert test.warning in conclusion(test).plain


def test_without_bubblewrap_the_server_refuses_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bwrap, "find_bubblewrap", lambda: None)
    test = self_test()
    assert all(row.holds is None for row in test.rows)
    assert "apt-get install bubblewrap" in test.refusal


@pytest.mark.needs("bubblewrap")
def test_without_libseccomp_the_server_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    seccomp._libseccomp.cache_clear()
    seccomp.compile_filter.cache_clear()
    try:
        assert "apt-get install libseccomp2" in self_test().refusal
    finally:
        seccomp._libseccomp.cache_clear()
        seccomp.compile_filter.cache_clear()


@pytest.mark.needs("libseccomp")
def test_without_user_namespaces_the_server_says_which_switch_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in Docker with its usual filter, or on Ubuntu 24.04: bubblewrap ends with an error."""
    monkeypatch.setattr(bwrap, "find_bubblewrap", lambda: "/bin/false")
    assert "apparmor_restrict_unprivileged_userns" in self_test().refusal


@pytest.mark.needs("control groups")
def test_doctor_tells_everything_as_json() -> None:
    done = CliRunner().invoke(doctor, ["--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.output)
    assert said["holds"] is True
    assert [row["name"] for row in said["layers"]] == [one.name for one in LAYERS]
    assert {"kernel", "bubblewrap", "libseccomp", "control groups", "python"} <= said["versions"].keys()
    assert {part["name"]: bool(part["found"]) for part in said["parts"]}["bubblewrap"] is True
    assert all(bool(part["found"]) != bool(part["remedy"]) for part in said["parts"])
    numpy, torch = said["zygotes"]
    assert numpy["memory_mb"] + torch["memory_mb"] < 400


@pytest.mark.needs("weights for the processor")
def test_doctor_shows_every_layer(whole: SelfTest, capsys: pytest.CaptureFixture[str]) -> None:
    show(whole, versions_here(), [Measured(("numpy",), 0.2, 6.0, 21.0), Measured(("numpy", "torch"), 2.0, 17.0, None)])
    printed = capsys.readouterr().out
    assert "this machine grades" in printed
    assert "zygote with numpy: 21 MB, warm in 0.2 s, a job in 6 ms" in printed
    assert "zygote with numpy and torch: size not known" in printed
    assert all(one.title in printed for one in LAYERS)


def test_doctor_ends_with_1_where_a_layer_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bwrap, "find_bubblewrap", lambda: None)
    done = CliRunner().invoke(doctor, [])
    assert done.exit_code == 1
    assert "does not grade" in done.output
    assert "apt-get install bubblewrap" in done.output
