"""What the recipes on texts share, what those who count letters say, and that one can draw from them."""

from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import torch

from chainrule import optim
from chainrule.data import Text
from chainrule.models.gpt import GPT, GPTConfig
from chainrule.recipes import Asked, Options, bert_mlm, char_gpt, names_gpt, recipe
from chainrule.recipes.bert_mlm import counted
from chainrule.recipes.texts import Plan, ProcessorSeconds, Steps, optimizer_of
from chainrule.training import History, Windows


def test_an_epoch_of_so_many_steps_is_the_beginning_of_one() -> None:
    whole = Windows(Text(torch.arange(100)), 4, 3)
    epochs = [list(data.epoch(torch.Generator().manual_seed(0))) for data in (Steps(whole, 5), whole)]
    assert len(epochs[0]) == len(Steps(whole, 5)) == 5
    assert all(torch.equal(one, other) for one, other in zip(*epochs, strict=False))
    with pytest.raises(ValueError, match="an epoch has 8 batches, of which 9 cannot be taken"):
        Steps(whole, 9)


def test_muon_takes_the_matrices_of_the_blocks_and_adamw_the_rest() -> None:
    model = GPT(GPTConfig(11, layers=1, width=8, heads=2))
    optimizer = optimizer_of(model, Plan(10, 1e-3, muon=0.02))
    assert isinstance(optimizer, optim.Together)
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    groups = [sorted(names[id(p)] for p in group["params"]) for group in optimizer.param_groups]
    blocks = ["linear1.weight", "linear2.weight", "self_attn.in_proj_weight", "self_attn.out_proj.weight"]
    assert groups[0] == ["positions.weight", "tokens.weight"]
    assert groups[2] == [f"blocks.0.{name}" for name in blocks]
    assert sum(map(len, groups)) == len(names)
    assert [group["weight_decay"] for group in optimizer.param_groups] == [0.1, 0.0, 0.1]


def test_processor_seconds_are_those_of_the_steps_alone_and_go_on() -> None:
    hook, model, history = ProcessorSeconds(), torch.nn.Linear(1, 1), History()

    def work(seconds: float) -> None:
        end = process_time() + seconds
        while process_time() < end:
            pass

    hook.step(model, history)
    work(0.02)
    hook.step(model, history)
    first = hook.epoch(model, history)["processor_seconds"]
    assert 0.02 <= first < 0.2
    work(0.2)  # a measurement
    again = ProcessorSeconds()
    again.load_state_dict(hook.state_dict())
    again.step(model, history)
    assert again.epoch(model, history)["processor_seconds"] == first


def test_those_who_count_say_what_was_most_frequent() -> None:
    """a is the most frequent; after a comes b, and between b and b always a."""
    text = torch.tensor([0, 1, 0, 1, 0, 1, 0, 0])
    found = list(counted(text, torch.tensor([1, 0, 1, 0, 1])).values())
    assert found == pytest.approx([2 / 3, 1.0, 1.0])


SHORT: dict[str, tuple[Any, str, Any]] = {  # a recipe, and how to make its quick run one of a few steps
    "names-gpt": (names_gpt, "QUICK_PLAN", Plan(2, 1e-3, every=2)),
    "char-gpt": (char_gpt, "QUICK", {"GPT": replace(char_gpt.QUICK["GPT"], plan=Plan(2, 1e-3, every=2))}),
    "bert-mlm": (bert_mlm, "QUICK_PLAN", Plan(2, 1e-3, every=2)),
}


@pytest.mark.needs("data sets")
@pytest.mark.parametrize("name", list(SHORT))
def test_one_draws_a_text_from_what_was_trained(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, plan, short = SHORT[name]
    monkeypatch.setattr(module, plan, short)
    recipe(name).run(Options(name, quick=True, out=tmp_path))
    prompt = {"names-gpt": "ma", "char-gpt": "ROMEO:", "bert-mlm": "T_ be"}[name]
    asked = Asked(name, tmp_path, torch.Generator().manual_seed(0), quick=True, count=3, prompt=prompt)
    sample = recipe(name).sample
    assert sample is not None
    text = "".join(sample(asked))
    if name == "bert-mlm":
        assert len(text) == len(prompt) + 1
        assert text[0] == "T"
        assert text.endswith(" be\n")
    else:
        assert text.startswith(prompt)
        assert text.count(prompt) >= (3 if name == "names-gpt" else 1)
        assert text.endswith("\n")
