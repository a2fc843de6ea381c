"""Laws of the transformers: none of them sees the future, a cache changes nothing, padding is not looked at."""

from typing import Any

import pytest
import torch
from torch import Tensor

from chainrule.models.bert import BERT, BERTConfig
from chainrule.models.build import count_parameters
from chainrule.models.gpt import GPT, GPTConfig
from chainrule.models.published import Names, load
from chainrule.models.transformer import Transformer, TransformerConfig

GPTS: dict[str, dict[str, Any]] = {
    "learned": {},
    "rotary, gated, RMS norm": {
        "positions": "rotary",
        "gated": True,
        "activation": "silu",
        "norm": "rms",
        "bias": False,
    },
    "one head of keys": {"kv_heads": 1, "tied": False, "activation": "gelu"},
}
SIDES = ("encoder", "decoder")
KIND = pytest.mark.parametrize("kind", list(GPTS))
FUSED = pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])


def draw(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def gpt(kind: str = "learned", fused: bool = False, **changes: Any) -> GPT:
    config = GPTConfig(11, context=12, layers=2, heads=2, width=16, **{**GPTS[kind], **changes})
    model = GPT(config, draw(), fused).double()
    for parameter in model.parameters():  # as after some training, so that positions and heads count
        parameter.data.normal_(0.0, 0.3, generator=draw(parameter.numel()))
    return model


def tokens(length: int = 9, seed: int = 1) -> Tensor:
    return torch.randint(1, 11, (3, length), generator=draw(seed))


def transformer(**changes: Any) -> Transformer:
    return Transformer(TransformerConfig(11, 11, heads=2, width=16, padding=0, **changes), draw()).double().eval()


@FUSED
@KIND
def test_gpt_ignores_the_future_to_the_last_bit(kind: str, fused: bool) -> None:
    model, text = gpt(kind, fused), tokens()
    changed = torch.cat([text[:, :5], (text[:, 5:] + 1) % 11], 1)
    one, other = model(text), model(changed)
    assert torch.equal(one[:, :5], other[:, :5])
    assert not torch.isclose(one[:, 5:], other[:, 5:]).all(-1).any()


@FUSED
@KIND
def test_gpt_with_a_cache_says_what_it_says_without(kind: str, fused: bool) -> None:
    model, state, steps = gpt(kind, fused), None, []
    for part in tokens().split([4, 1, 3, 1], 1):
        logits, state = model.extend(part, state)
        steps.append(logits)
    torch.testing.assert_close(torch.cat(steps, 1), model(tokens()), rtol=1e-9, atol=1e-9)


def test_gpt_with_rotary_positions_reads_on_where_learned_positions_end() -> None:
    gpt("rotary, gated, RMS norm")(tokens(30))
    with pytest.raises(ValueError, match="there are 12 positions, and the tokens go up to 30"):
        gpt()(tokens(30))


def test_gpts_first_weights_are_those_of_gpt_2() -> None:
    model = GPT(GPTConfig(1000, layers=8, width=256), draw())
    for name, weight in model.named_parameters():
        if "norm" in name:
            assert set(weight.unique().tolist()) <= {0.0, 1.0}
        elif "bias" in name:
            assert not weight.any()
        else:
            into_stream = name.endswith(("out_proj.weight", "linear2.weight"))
            assert float(weight.std()) == pytest.approx(0.02 / (4.0 if into_stream else 1.0), rel=0.05)


def test_gpt_ties_the_table_of_tokens_to_the_logits() -> None:
    model, untied = gpt(), gpt(tied=False)
    assert model.head.weight is model.tokens.weight
    assert count_parameters(untied) == count_parameters(model) + 11 * 16


def test_gpt_2_has_as_many_weights_as_it_was_published_with() -> None:
    with torch.device("meta"):
        model = GPT(GPTConfig(50257, context=1024, layers=12, heads=12, width=768))
    assert count_parameters(model) == 124_439_808


def test_bert_base_has_as_many_weights_as_it_was_published_with() -> None:
    """109,514,298 are those of the model with its head for masked tokens, and without the pooling."""
    with torch.device("meta"):
        model = BERT(BERTConfig(30522, context=512, layers=12, heads=12, width=768))
    assert count_parameters(model) == 109_514_298


@FUSED
def test_dropout_is_drawn_from_the_generator_of_the_model(fused: bool) -> None:
    def run(seed: int) -> Tensor:
        return GPT(GPTConfig(11, dropout=0.3), draw(seed), fused)(tokens())

    assert torch.equal(run(0), run(0))
    model = GPT(GPTConfig(11, dropout=0.3), draw(), fused)
    assert not torch.equal(model(tokens()), model(tokens()))
    assert torch.equal(model.eval()(tokens()), model(tokens()))


def test_bert_sees_both_ways() -> None:
    model = BERT(BERTConfig(11, context=12, layers=1, heads=2, width=16), draw()).double().eval()
    text = tokens()
    changed = text.clone()
    changed[:, 4] = (text[:, 4] + 1) % 11
    assert not torch.isclose(model(text), model(changed)).all(-1).any()


def test_bert_does_not_look_at_padding() -> None:
    model, text = BERT(BERTConfig(11, context=12, layers=2, heads=2, width=16), draw()).double().eval(), tokens()
    text[:, 6:] = 0
    padded = model(text, (text != 0)[:, None, None])
    torch.testing.assert_close(padded[:, :6], model(text[:, :6]), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("norm_first", [False, True], ids=["of 2017", "pre-norm"])
def test_the_decoder_ignores_the_future_and_sees_all_of_the_source(norm_first: bool) -> None:
    model, source, target = transformer(norm_first=norm_first), tokens(), tokens(6, seed=2)
    changed = torch.cat([target[:, :3], (target[:, 3:] + 1) % 11], 1)
    assert torch.equal(model(source, target)[:, :3], model(source, changed)[:, :3])
    other = source.clone()
    other[:, -1] = source[:, -1] % 10 + 1
    assert not torch.isclose(model(source, target), model(other, target)).all(-1).any()


def test_the_decoder_with_a_cache_says_what_it_says_without() -> None:
    model, source, target = transformer(), tokens(), tokens(6, seed=2)
    source[1, 5:] = 0
    memory, state, steps = model.encode(source), None, []
    for part in target.split([2, 1, 3], 1):
        logits, state = model.extend(part, state, memory, model.may_look(source))
        steps.append(logits)
    torch.testing.assert_close(torch.cat(steps, 1), model(source, target), rtol=1e-9, atol=1e-9)


def test_the_source_may_be_filled_up() -> None:
    model, target = transformer(), tokens(6, seed=2)
    filled = torch.cat([tokens(), torch.zeros(3, 4, dtype=torch.int64)], 1)
    torch.testing.assert_close(model(filled, target), model(tokens(), target), rtol=1e-9, atol=1e-9)


def test_the_transformer_is_that_of_pytorch_between_its_tables() -> None:
    """`torch.nn.Transformer` has no tables of tokens and no positions: outputs and gradients, in float64."""
    model = transformer(norm_first=True, hidden=20)
    twin = torch.nn.Transformer(16, 2, 2, 2, 20, dropout=0.0, batch_first=True, norm_first=True).double()
    tables = {name: tensor for name, tensor in model.state_dict().items() if name.startswith(("source", "target"))}
    parts = ("self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj", "linear1", "linear2")
    names: Names = {f"{side}.{{}}.{part}": f"{side}.layers.{{}}.{part}" for side in SIDES for part in parts}
    names |= {f"{side}.{{}}.norm{n}": f"{side}.layers.{{}}.norm{n}" for side in SIDES for n in (1, 2, 3)}
    cross = [part.replace("self_attn", "multihead_attn") for part in parts[:3]]
    names |= {f"decoder.{{}}.{part}": f"decoder.layers.{{}}.{part}" for part in cross}
    names |= {f"{side}_norm": f"{side}.norm" for side in SIDES} | {"source": "source", "target": "target"}
    load(model, {**twin.state_dict(), **tables}, {**names, "head": "target"})

    source, target, found = tokens(), tokens(6, seed=2), []
    tables_of = (model.source.weight, model.target.weight)
    causal = torch.nn.Transformer.generate_square_subsequent_mask(6, dtype=torch.float64)
    x, y = model.embed(model.source, source), model.embed(model.target, target)
    for logits in (model(source, target), model.head(twin(x, y, tgt_mask=causal, tgt_is_causal=True))):
        found.append((logits, *torch.autograd.grad((logits**2).sum(), tables_of, retain_graph=True)))
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)


WRONG = [
    (lambda: GPTConfig(11, width=10, heads=3), "GPTConfig: heads must divide width, got 3 for 10"),
    (lambda: GPTConfig(11, positions="none"), "GPTConfig: positions must be 'learned' or 'rotary', got 'none'"),
    (lambda: BERTConfig(11, activation="tanh"), "BERTConfig: activation must be 'relu' or"),
    (
        lambda: TransformerConfig(11, 11, width=15, heads=3),
        "TransformerConfig: width must be even, for sinusoids, got 15",
    ),
    (lambda: gpt()(tokens()[0]), "GPT takes tokens of shape (N, T), not (9,)"),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_does_not_fit_is_refused(wrong: Any, words: str) -> None:
    with pytest.raises(ValueError) as problem:
        wrong()
    assert words in str(problem.value)


def test_vectors_are_no_tokens() -> None:
    with pytest.raises(TypeError, match=r"GPT takes tokens as torch\.int64, not torch\.float32"):
        gpt()(torch.zeros(2, 3))
