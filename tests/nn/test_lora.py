"""Low-rank adaptation and freezing: what stays, what learns, and that both forms of an adapter agree."""

import copy

import pytest
import torch
from torch import Tensor

from chainrule import nn
from chainrule.nn.freezing import freeze
from chainrule.nn.lora import LoRALinear, adapt, adapters, load_adapters, merge, unmerge

BOTH = pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def model(fused: bool = False) -> nn.Module:
    draw = chance()
    block = nn.Sequential(nn.Linear(6, 5, generator=draw), nn.Tanh(), nn.Linear(5, 6, bias=False, generator=draw))
    return nn.fuse(nn.Sequential(block, nn.Linear(6, 3, generator=draw)).double(), fused)


def inputs() -> Tensor:
    return torch.randn(4, 7, 6, dtype=torch.float64, generator=chance(1))


def learned(made: nn.Module) -> nn.Module:
    """With adapters as after some training."""
    for name, parameter in made.named_parameters():
        if "lora" in name:
            torch.nn.init.normal_(parameter, generator=chance(len(name)))
    return made


@BOTH
@pytest.mark.parametrize("rank", [0, 1, 4])
def test_an_adapted_model_begins_as_the_frozen_one_bit_for_bit(rank: int, fused: bool) -> None:
    assert torch.equal(adapt(model(fused), rank=rank)(inputs()), freeze(model(fused))(inputs()))


def test_of_rank_zero_it_is_the_frozen_model_and_has_nothing_to_learn() -> None:
    made = learned(adapt(model(), rank=0, alpha=16))
    assert torch.equal(made(inputs()), freeze(model())(inputs()))
    assert sum(p.numel() for p in made.parameters() if p.requires_grad) == 0


@BOTH
def test_it_adds_alpha_over_r_times_the_product_to_the_weight(fused: bool) -> None:
    plain = nn.Linear(6, 3, generator=chance()).double()
    layer = nn.fuse(learned(LoRALinear(copy.deepcopy(plain), rank=2, alpha=6.0)), fused)
    with torch.no_grad():
        plain.weight += 3.0 * layer.lora.B @ layer.lora.A
    torch.testing.assert_close(layer(inputs()), plain(inputs()), rtol=1e-12, atol=1e-12)


@BOTH
def test_merged_it_gives_the_same_and_unmerged_it_is_as_before(fused: bool) -> None:
    made = learned(adapt(model(fused), rank=2, alpha=3.0))
    before, kept = made(inputs()), copy.deepcopy(made.state_dict())
    for _ in range(2):  # a second time changes nothing
        torch.testing.assert_close(merge(made)(inputs()), before, rtol=1e-12, atol=1e-12)
    assert not torch.equal(made.state_dict()["1.weight"], kept["1.weight"])
    for _ in range(2):
        torch.testing.assert_close(unmerge(made).state_dict(), kept, rtol=1e-12, atol=1e-12)


def test_only_adapters_and_what_is_named_get_gradients() -> None:
    made = learned(adapt(model(), ["0.0", "2"], rank=2, trained=["1"]))
    made(inputs()).square().sum().backward()
    with_gradient = {name for name, parameter in made.named_parameters() if parameter.grad is not None}
    assert with_gradient == {f"0.{n}.lora.{m}" for n in (0, 2) for m in "AB"} | {"1.weight", "1.bias"}


def test_names_choose_the_layers() -> None:
    def adapted_in(*names: str, trained: tuple[str, ...] = ()) -> list[str]:
        made = adapt(model(), names, rank=1, trained=trained)
        return [name for name, layer in made.named_modules() if isinstance(layer, LoRALinear)]

    assert adapted_in() == ["0.0", "0.2", "1"]
    assert adapted_in("0.0") == ["0.0"]
    assert adapted_in("2", "1") == ["0.2", "1"]
    assert adapted_in(trained=("1",)) == ["0.0", "0.2"]


def test_adapters_alone_make_another_model_of_the_same_weights() -> None:
    made, other = learned(adapt(model(), rank=2)), merge(adapt(model(), rank=2, generator=chance(5)))
    kept = adapters(made)
    assert set(kept) == {f"{place}.lora.{m}" for place in ("0.0", "0.2", "1") for m in "AB"}
    load_adapters(other, kept)
    assert torch.equal(other(inputs()), made(inputs()))


def test_the_weights_keep_their_names() -> None:
    made = adapt(model(), rank=2)
    missing, unexpected = made.load_state_dict(model().state_dict(), strict=False)
    assert not unexpected
    assert set(missing) == set(adapters(made))


WRONG = [
    ("rank", lambda: LoRALinear(nn.Linear(2, 2), rank=-1), "rank must be at least 0, got -1"),
    ("name", lambda: adapt(model(), ["query"], rank=1), r"no linear layer is called 'query'; there are 0\.0, 0\.2, 1"),
    ("twice", lambda: adapt(adapt(model(), rank=1), rank=1), "no linear layer"),
    ("trained", lambda: adapt(model(), rank=1, trained=["head"]), "no part 'head'; it has 0, 0.0"),
    ("another rank", lambda: load_adapters(adapt(model(), rank=1), adapters(adapt(model(), rank=2))), r"\(1, 6\) for"),
    ("other layers", lambda: load_adapters(adapt(model(), ["1"], rank=1), adapters(adapt(model(), rank=1))), "None"),
]


@pytest.mark.parametrize(("name", "wrong", "message"), WRONG, ids=[name for name, _, _ in WRONG])
def test_what_does_not_fit_is_refused_in_words(name: str, wrong, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wrong()


def attending(fused: bool = False) -> nn.Module:
    draw = chance()
    blocks = [nn.TransformerBlock(6, 2, 8, cross=cross, generator=draw) for cross in (False, True)]
    return nn.fuse(nn.ModuleList(blocks).double().eval(), fused)


def attended(made: nn.Module) -> Tensor:
    first, second = made
    return second(first(inputs(), causal=True), inputs()[:, :3])


@BOTH
def test_attention_begins_as_it_was_and_merged_it_gives_the_same(fused: bool) -> None:
    plain, made = freeze(attending(fused)), adapt(attending(fused), rank=2, alpha=4.0)
    assert torch.equal(attended(made), attended(plain))
    before = attended(learned(made))
    assert not torch.allclose(before, attended(plain), atol=1e-3)
    torch.testing.assert_close(attended(merge(made)), before, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(attended(unmerge(made)), before, rtol=1e-12, atol=1e-12)


def test_names_choose_attention_too_and_a_cached_step_sees_its_adapter() -> None:
    made = learned(adapt(attending(), ["self_attn"], rank=2))
    assert set(adapters(made)) == {f"{block}.self_attn.lora.{m}" for block in (0, 1) for m in "AB"}
    block, x = made[0], inputs()
    first, state = block.extend(x[:, :4], None)
    last, _ = block.extend(x[:, 4:], state)
    torch.testing.assert_close(torch.cat((first, last), 1), block(x, causal=True), rtol=1e-12, atol=1e-12)


def test_tied_weights_learn_under_either_name() -> None:
    made = nn.ModuleDict({"tokens": nn.Embedding(4, 3), "head": nn.Linear(3, 4, bias=False)})
    made["head"].weight = made["tokens"].weight
    for name in ("tokens", "head", "head.weight"):
        assert freeze(made, but=[name])["tokens"].weight.requires_grad
    assert not freeze(made)["head"].weight.requires_grad


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64], ids=str)
def test_an_adapter_has_the_type_of_its_weight(dtype: torch.dtype) -> None:
    made = learned(adapt(model().to(dtype), rank=2))
    y = made(inputs().to(dtype))
    assert y.dtype == dtype
    torch.testing.assert_close(y.double(), merge(made)(inputs().to(dtype)).double(), rtol=0.1, atol=0.1)


@pytest.mark.slow
def test_adapted_it_is_compiled_in_one_graph() -> None:
    made = learned(adapt(model(), rank=2))
    compiled = torch.compile(made, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(inputs()), made(inputs()), rtol=1e-9, atol=1e-9)
    torch.compiler.reset()


def normalized() -> nn.Module:
    return nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.Flatten(), nn.Linear(48, 2))


@BOTH
def test_frozen_batch_normalization_computes_in_training_as_in_evaluation(fused: bool) -> None:
    made, x = nn.fuse(normalized(), fused), torch.randn(5, 1, 6, 6, generator=chance())
    made(3 * x + 1)
    freeze(made, but=["3"])
    before = copy.deepcopy(made.state_dict())
    assert torch.equal(made.train()(x), made.eval()(x))
    assert all(torch.equal(before[name], tensor) for name, tensor in made.state_dict().items())
    assert [name for name, p in made.named_parameters() if p.requires_grad] == ["3.weight", "3.bias"]


def test_what_is_let_learn_again_follows_its_batches_again() -> None:
    made, x = normalized(), torch.randn(5, 1, 6, 6, generator=chance())
    freeze(freeze(made), but=[""])
    made(x)
    assert int(made[1].num_batches_tracked) == 1
    assert all(parameter.requires_grad for parameter in made.parameters())


def test_batch_normalization_without_parameters_follows_its_batches_where_its_part_learns() -> None:
    made = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3, affine=False))
    for part, frozen in (("0", True), ("1", False), ("", False)):
        assert freeze(made, but=[part])[1].frozen is frozen
