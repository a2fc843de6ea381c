"""How fast and how lean are the models? At least, and at most: see `TARGETS`.

    python benchmarks/models.py [--quick] [--json] [--write]

Trained tokens per second of a GPT beside plain PyTorch (`models/gpt.py`), tokens drawn with a cache and without
(`models/drawing.py`), the memory of attention (`models/memory.py`), an LSTM beside PyTorch's (`models/recurrent.py`),
and pictures of how the time grows (`models/growth.py`). Each says how it measures. Exit status: 1 where a target is
missed, which the table then says.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

sys.path[:0] = [str(Path(__file__).parent / "models"), str(Path(__file__).parent)]
import drawing  # noqa: E402
import gpt  # noqa: E402
import growth  # noqa: E402
import memory  # noqa: E402
import recurrent  # noqa: E402
from report import REPORT, machine, table, write_section  # noqa: E402

KEYS = ("gpt", "kv_cache", "attention_memory", "lstm", "sampling")  # of --json
TARGETS = {
    # name: (what it is, at least or at most, how much)
    "gpt": ("trained tokens per second, ours by plain PyTorch's", "at least", 1.3),
    "kv_cache": ("256 tokens, 6 layers, 384 wide: time without the cache by that with it", "at least", 5.0),
    "attention_memory": ("attention to 2,048 tokens: memory fused by written out", "at most", 0.25),
    "lstm": ("time by that of torch.nn.LSTM, fused", "at most", 1.1),
    "lstm_written": ("time by that of torch.nn.LSTM, written out", "at most", 4.0),
}
WHAT = """\
GPT: a training step in nanoGPT's configuration for a CPU, in tokens per second; all ways start from the same weights,
see the same batches and agree on the losses. In bfloat16 the products are taken by autocast, the weights stay float32.
Tokens drawn: one text, one token at a time; both ways draw the same tokens. Memory: how far the peak of a process rises
above where it was. Medians of processor time with one thread, the ways in turns. The load average was {load:.1f} at the
start."""
HOW = "Measured by `python benchmarks/models.py --write`."


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Time and weigh the models.")
    parser.add_argument("--quick", action="store_true", help="few repeats: to see that it runs")
    parser.add_argument("--json", action="store_true", help="end with the numbers as one line of JSON")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    torch.set_num_threads(1)
    torch.ones(30_000_000, dtype=torch.uint8)  # from then on the C library keeps the memory that it gets
    numbers, result = measured(options.quick)
    missed = [name for name in TARGETS if not passes(name, numbers[name])]
    rows = [[what, f"{numbers[name]:.2f}", wanted(name, name in missed)] for name, (what, *_) in TARGETS.items()]
    result = f"{table(['ratio', 'measured', 'must be'], rows)}\n\n{result}"
    print(result)
    if options.write:
        shown = written(growth.pictures(options.quick))
        what = WHAT.format(load=load).replace("\n", " ")
        write_section("Models", f"{what} {machine()}.\n\n{result}\n\n{shown}\n\n{HOW}")
    if options.json:
        print(json.dumps({name: round(numbers[name], 3) for name in KEYS}))
    if missed:
        words = (f"{name} is {numbers[name]:.2f}, and must be {wanted(name)}" for name in missed)
        sys.exit(f"missed: {'; '.join(words)}")


def measured(quick: bool) -> tuple[dict[str, float], str]:
    """All numbers by name, and the tables."""
    of_gpt, faster = gpt.measured(quick)
    of_drawing, cache, tokens = drawing.measured(quick)
    of_memory, share = memory.measured(quick)
    of_lstm, fused, plain = recurrent.measured(quick)
    tables = [
        table(["GPT, one training step", "time", "tokens per second", "by plain PyTorch's"], of_gpt),
        table(["tokens drawn per second", "with the cache", "without", "ratio"], of_drawing),
        table(["attention, tokens", "written out", "fused", "share"], of_memory),
        table(["LSTM, 32 sequences of 64, 128 wide", "time", "ratio"], of_lstm),
    ]
    numbers = {
        "gpt": faster,
        "kv_cache": cache,
        "attention_memory": share,
        "lstm": fused,
        "lstm_written": plain,
        "sampling": tokens,
    }
    return numbers, "\n\n".join(tables)


def passes(name: str, value: float) -> bool:
    _, direction, target = TARGETS[name]
    return value >= target if direction == "at least" else value <= target


def wanted(name: str, missed: bool = False) -> str:
    _, direction, target = TARGETS[name]
    return f"{direction} {target:g}{' MISSED' if missed else ''}"


def written(pictures: dict[str, str]) -> str:
    """The pictures put beside the page, and how it shows them."""
    folder = REPORT.parent / "benchmarks"
    folder.mkdir(exist_ok=True)
    for name, picture in pictures.items():
        (folder / f"{name}.svg").write_text(picture + "\n", encoding="utf-8")
    return "\n\n".join(f"![{name}](benchmarks/{name}.svg)" for name in pictures)


if __name__ == "__main__":
    main()
