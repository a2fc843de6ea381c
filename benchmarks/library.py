"""How long does the library take, beside PyTorch in the same run? At most, times: see `MOST`.

    python benchmarks/library.py [--quick] [--only tensor] [--json] [--write]

Two parts: training steps over Tensors on NumPy (`library/tensor.py`), and the written-out layers of `chainrule.nn`
beside those of `torch.nn` (`library/layers.py`). Each says how it measures. Exit status: 1 where a ratio is above what
it may be at most, which the table then calls MISSED.

The environment may force OpenBLAS to the code of an older processor, which slows NumPy alone. The script starts itself
again without these variables, and says which code it found.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

SLOWED_BY = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")

if __name__ == "__main__" and any(name in os.environ for name in SLOWED_BY):
    free = {name: value for name, value in os.environ.items() if name not in SLOWED_BY}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], free)  # before NumPy reads them

sys.path.insert(0, str(Path(__file__).parent / "library"))
import layers  # noqa: E402
import tensor  # noqa: E402
from report import machine, table, write_section  # noqa: E402

MOST = {"tensor_mlp": 1.5, "tensor_lenet": 3.0, "layers": 5.0, "fused": 1.05, "slowest": 12.0}
KEYS = ("tensor_mlp", "tensor_lenet", "layers", "fused")  # of --json
NAMES = {"mlp": "MLP 784-128-64-10", "lenet": "LeNet"}
WHAT = (
    "Our time by PyTorch's, eager, in the same run. `Tensor`: a training step (forward, cross-entropy, backward, "
    f"gradient descent) on a batch of {tensor.BATCH} pictures in float32; both sides start from the same weights and "
    "agree on every loss. Medians; processor time with one thread, time on the wall with two. The ratio that counts is "
    "the larger of both. NumPy multiplies by {kernel}. Layers: forward and backward of every layer of `chainrule.nn` "
    "beside its twin, written out and, where a kernel does most of the work, fused; the geometric mean over layers and "
    "threads, and the slowest layer. Written out, a layer is its formula in ordinary operations, which is to be read. "
    "The load average was {load:.1f} at the start."
)
HOW = "Measured by `python benchmarks/library.py --write`."


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Time Tensors and layers beside PyTorch.")
    parser.add_argument("--quick", action="store_true", help="few repeats: to see that it runs")
    parser.add_argument("--only", choices=["tensor"], help="leave the layers out")
    parser.add_argument("--json", action="store_true", help="end with the ratios as one line of JSON")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    if options.write and options.only:
        parser.error("--write needs all figures: leave --only out")

    load = os.getloadavg()[0]
    kernel = tensor.kernel()
    print(f"NumPy multiplies by {kernel}.")
    steps = tensor.rows(options.quick)
    ratios = tensor.worst(steps)
    if options.only is None:
        ratios |= layers.ratios(options.quick)
    ratios = {name: round(ratio, 3) for name, ratio in ratios.items()}
    missed = {name: ratio for name, ratio in ratios.items() if ratio > MOST[name]}
    of_steps = table(
        ["one training step", "threads", "Tensor", "PyTorch", "ratio"],
        [
            [NAMES[name], str(threads), f"{1000 * ours:.2f} ms", f"{1000 * theirs:.2f} ms", f"{ours / theirs:.2f}"]
            for name, threads, ours, theirs in steps
        ],
    )
    of_all = table(
        ["ratio", "ours : PyTorch", "at most"],
        [
            [name, f"{ratio:.2f}", f"{MOST[name]:g}{' MISSED' if name in missed else ''}"]
            for name, ratio in ratios.items()
        ],
    )
    result = f"{of_steps}\n\n{of_all}"
    print(result)
    if options.write:
        what = WHAT.format(kernel=kernel, load=load)
        write_section("The library beside PyTorch", f"{what} {machine()}.\n\n{result}\n\n{HOW}")
    if options.json:
        print(json.dumps({name: ratios.get(name) for name in KEYS}))
    if missed:
        words = (f"{name} is {ratio:.2f}, and must be at most {MOST[name]:g}" for name, ratio in missed.items())
        sys.exit(f"missed: {'; '.join(words)}")


if __name__ == "__main__":
    main()
