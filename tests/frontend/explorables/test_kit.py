"""The pure modules of the explorables' kit, in Node.js, without a browser."""

import math
import random

import pytest
import torch

from chainrule.figures.surfaces import contour


@pytest.mark.parametrize(
    ("number", "short"),
    [
        (24.7041, "24.70"),
        (24.7, "24.7"),
        (-6, "−6"),
        (1234567, "1.235×10⁶"),
        (0, "0"),
        (1e-5, "10⁻⁵"),
        (9999.7, "10000"),
    ],
)
def test_four_digits_and_a_true_minus(js, number, short):
    assert js("kit/format").call("short", number) == short.replace("10⁻⁵", "1×10⁻⁵")


FIELDS = (
    '{ rate: number(0.05, { least: 0, most: 1 }), steps: count(0, 500), kind: choice("a", ["a", "b"]), bug: flag(), '
)
FIELDS += "start: numbers([0, 0], { fewest: 2, most: 2 }), m: matrix([[1, 0], [0, 1]]), t: words('') }"


def test_a_state_is_read_from_attributes_and_what_cannot_be_read_stays_plain(js):
    data = "{ rate: '0.5', steps: '900', kind: 'c', bug: 'yes', start: '1,2', m: '1,2;3', t: 'x&y' }"
    state = js("kit/state").eval(f"fromDataset({FIELDS}, {data})")
    assert state == {
        "rate": 0.5, "steps": 500, "kind": "a", "bug": True, "start": [1, 2], "m": [[1, 0], [0, 1]], "t": "x&y",
    }  # fmt: skip


def test_an_address_holds_what_differs_and_restores_it(js):
    state = "{ ...plain, rate: 0.1, bug: true, start: [-1, 2.5], m: [[0, 1], [1, 0]], t: 'x&y = z' }"
    program = f"""(() => {{
      const fields = {FIELDS}, plain = fromDataset(fields, {{}}), state = {state};
      const written = writeAddress(fields, "?page=2&k.old=1&kk.rate=3", "k", state, plain);
      return [written, readAddress(fields, written, "k", plain), state,
        writeAddress(fields, written, "k", plain, plain), readAddress(fields, "?page=2", "k", plain)];
    }})()"""
    written, read, state, cleared, nothing = js("kit/state").eval(program)
    assert "k.rate=0.1" in written
    assert "k.steps" not in written
    assert "k.old" not in written
    assert read == state
    assert cleared == "?page=2&kk.rate=3"
    assert nothing is None


@pytest.mark.parametrize("search", ["?k.rate=2", "?k.rate=x", "?k.rate=", "?k.rate=1e999", "?k.start=1", "?k.m=;"])
def test_an_address_that_nobody_wrote_by_hand_does_no_harm(js, search):
    program = (
        f"(() => {{ const f = {FIELDS}, p = fromDataset(f, {{}}); return [readAddress(f, {search!r}, 'k', p), p] }})()"
    )
    read, plain = js("kit/state").eval(program)
    assert read == plain


def test_show_picks_parts_in_the_order_of_the_page(js):
    parts = ["form", "player", "table"]
    assert js("kit/state").call("shownParts", "table, form", parts) == ["form", "table"]
    assert js("kit/state").call("shownParts", None, parts) == parts


@pytest.mark.parametrize(
    ("least", "most", "ticks"),
    [(0, 10, [0, 2, 4, 6, 8, 10]), (-0.6, 5.4, [0, 2, 4]), (0, 0.3, [0, 0.1, 0.2, 0.3])],
)
def test_an_axis_has_round_numbers(js, least, most, ticks):
    assert js("kit/scale").call("ticks", least, most) == ticks


def test_a_scale_and_its_way_back(js):
    assert js("kit/scale").eval("[scale([0, 2], [10, 30]).at(0.5), scale([0, 2], [30, 10]).of(15)]") == [15, 1.5]


@pytest.mark.parametrize(
    ("value", "pixels", "limits", "after"),
    [
        (0.1, 2, {"step": 0.1}, 0.3),
        (0.05, -3, {"step": 0.01}, 0.02),
        (0.9, 50, {"step": 0.01, "most": 1}, 1),
        (0.123, 0, {"step": 0.05}, 0.1),
    ],
)
def test_a_value_is_dragged_in_steps_within_its_bounds(js, value, pixels, limits, after):
    assert js("kit/scale").call("scrubbed", value, pixels, limits) == after


def test_arrows_move_and_with_shift_ten_steps_and_leave_other_keys_alone(js):
    arrow = js("kit/scale").eval
    assert arrow('arrow({ key: "ArrowUp" }, 0.5)') == [0, 0.5]
    assert arrow('arrow({ key: "ArrowLeft", shiftKey: true }, 0.5)') == [-5, 0]
    assert arrow('[arrow({ key: "a" }), arrow({ key: "ArrowUp", ctrlKey: true })]') == [None, None]


@pytest.mark.parametrize(("truth", "room"), [(24.7, 0.05), (-0.0123, 0.00005), (1, 0.005), (0, 0)])
def test_a_guess_needs_three_digits(js, truth, room):
    assert js("kit/judge").call("within", truth) == pytest.approx(room)


@pytest.mark.parametrize("level", [-0.4, 0.0, 0.25, 3.0])
def test_contours_are_those_of_the_figures(js, level):
    xs, ys = [-1.0, -0.2, 0.5, 1.0], [0.0, 0.7, 1.0]
    values = [[math.sin(3 * x) * y - x * x for x in xs] for y in ys]
    here = js("kit/contour").call("contour", xs, ys, values, level)
    assert here == [[list(a), list(b)] for a, b in contour(xs, ys, values, level)]


def test_the_matrix_product_and_its_companions_are_those_of_torch(js):
    generator = torch.Generator().manual_seed(3)
    a, b = (torch.rand(*size, generator=generator, dtype=torch.float64) for size in ((4, 3), (3, 5)))
    given = f"matrix(4, 3, {a.flatten().tolist()}), b = matrix(3, 5, {b.flatten().tolist()})"
    program = f"""(() => {{ const a = {given};
      return [matmul(a, b), transpose(b), sumRows(a), addRow(a, [1, 2, 3])].map((m) => [...(m.data ?? m)]) }})()"""
    product, turned, sums, moved = (
        torch.tensor(x, dtype=torch.float64).flatten() for x in js("kit/tensor").eval(program)
    )
    torch.testing.assert_close(product, (a @ b).flatten())
    torch.testing.assert_close(turned, b.t().flatten())
    torch.testing.assert_close(sums, a.sum(0))
    torch.testing.assert_close(moved, (a + torch.tensor([1.0, 2, 3])).flatten())


def test_a_product_of_wrong_shapes_is_refused_in_words(js):
    program = "(() => { try { matmul(matrix(2, 3), matrix(4, 2)) } catch (error) { return error.message } })()"
    assert js("kit/tensor").eval(program) == "(2 x 3) times (4 x 2): 3 is not 4"


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid", "identity"])
def test_elementwise_functions_and_slopes_are_those_of_torch(js, name):
    xs = torch.tensor([-3.0, -0.5, 0.25, 2.0], dtype=torch.float64, requires_grad=True)
    ys = getattr(torch, name)(xs) if name != "identity" else xs * 1
    (slopes,) = torch.autograd.grad(ys.sum(), xs)
    program = f"{xs.tolist()}.map((x) => {{ const f = ELEMENTWISE.{name}; return [f.of(x), f.slope(x, f.of(x))] }})"
    here = torch.tensor(js("kit/tensor").eval(program), dtype=torch.float64)
    torch.testing.assert_close(here, torch.stack([ys.detach(), slopes], dim=1))


@pytest.mark.parametrize("seed", [0, 1, 7, 4294967295])
def test_a_seed_gives_the_numbers_of_python_and_of_torch(js, seed):
    here = js("kit/random").eval(
        f"""(() => {{ const r = pythonRandom({seed}), t = torchGenerator({seed});
        return [Array.from({{ length: 700 }}, () => r.random()), r.shuffle([...Array(50).keys()]),
          [r.gauss(0, 1), r.gauss(2, 0.5), r.gauss(0, 1)],
          Array.from({{ length: 700 }}, () => t.uniform(-0.5, 0.25))] }})()"""
    )
    there = random.Random(seed)
    assert here[0] == [there.random() for _ in range(700)]
    order = list(range(50))
    there.shuffle(order)
    assert here[1] == order
    assert here[2] == pytest.approx([there.gauss(0, 1), there.gauss(2, 0.5), there.gauss(0, 1)], rel=1e-13)
    drawn = torch.empty(700).uniform_(-0.5, 0.25, generator=torch.Generator().manual_seed(seed))
    assert here[3] == drawn.tolist()


def test_colours_are_mixed_between_those_of_the_theme(js):
    theme = js("kit/theme")
    assert theme.call("colour", "#27498c") == [39, 73, 140]
    assert theme.call("mix", [0, 0, 0], [100, 200, 50], 0.5) == [50, 100, 25]
    ends = {"below": [255, 0, 0], "middle": [0, 0, 0], "above": [0, 0, 255]}
    assert [theme.call("diverging", x, 2, ends) for x in (-9, -1, 0, 2)] == [
        [255, 0, 0],
        [128, 0, 0],
        [0, 0, 0],
        [0, 0, 255],
    ]
