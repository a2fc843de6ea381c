"""The numbers of the explorable on gradient descent are those of the library."""

import pytest

from chainrule.autograd import Value
from chainrule.figures import descent

RECEIPTS = [list(receipt) for receipt in descent.RECEIPTS]
RUNS = [((0, 0), 0.05, 100), ((2, 1), 0.08, 30), ((5.25, -0.5), 0.005, 60)]
PLAIN = "Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.plain]))"


@pytest.mark.parametrize(("start", "rate", "steps"), RUNS)
def test_the_path_is_that_of_the_library(js, start, rate, steps):
    here = js("descent-map/model").call("descend", RECEIPTS, list(start), rate, steps)
    there = descent.descend(descent.mean_loss, start, rate, steps)
    assert [(point["w"], point["b"]) for point in here] == [pytest.approx(point, rel=1e-9) for point in there]
    for point, (w, b) in zip(here, there, strict=True):
        knobs = Value(w), Value(b)
        loss = descent.mean_loss(*knobs)
        loss.backward()
        assert point["loss"] == pytest.approx(loss.data, rel=1e-9)
        assert point["slopes"] == pytest.approx([knob.grad for knob in knobs], rel=1e-6, abs=1e-9)


def test_the_best_line_is_that_of_the_library(js):
    assert js("descent-map/model").call("bestLine", RECEIPTS) == pytest.approx(descent.best_line())


def test_the_surface_is_the_loss_and_is_kept_while_the_data_stay(js):
    program = """(() => {
      const initial = Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.plain]));
      const first = compute(initial), second = compute({ ...first.state, rate: 0.08 }, first);
      const { xs, ys, values } = first.surface;
      return [second.surface === first.surface, second.path === first.path, xs[7], ys[50], values[50][7]];
    })()"""
    kept, same_path, w, b, height = js("descent-map/model").eval(program)
    assert (kept, same_path) == (True, False)
    assert height == pytest.approx(descent.mean_loss(Value(w), Value(b)).data)


def test_a_rate_that_is_too_large_runs_away_and_ends(js):
    path = js("descent-map/model").call("descend", RECEIPTS, [0, 0], 0.2, 300)
    assert len(path) < 50
    assert abs(path[-1]["w"]) > 1e6 > abs(path[-2]["w"])


def test_a_step_beyond_the_end_is_the_last(js):
    assert js("descent-map/model").eval(f"compute({{ ...{PLAIN}, steps: 5, step: 300 }})")["state"]["step"] == 5


def test_the_question_is_about_the_next_step(js):
    program = """(() => {
      const state = Object.fromEntries(Object.entries(FIELDS).map(([n, f]) => [n, f.plain]));
      const model = compute({ ...state, steps: 1 });
      return [nextNumber(model, String), nextNumber(compute({ ...state, steps: 1, step: 1 }), String)];
    })()"""
    asked, nothing = js("descent-map/model").eval(program)
    (_, (w, _)) = descent.descend(descent.mean_loss, (0, 0), 0.05, 1)
    assert asked["answer"] == pytest.approx(w)
    assert nothing is None
