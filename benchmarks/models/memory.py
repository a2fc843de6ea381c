"""The most memory that attention takes, forward and backward, in a process of its own: written out and fused.

    python benchmarks/models/memory.py fused 2048

prints the bytes by which the peak of the process rose above where it was before.
"""

import subprocess
import sys
from pathlib import Path

import torch

from chainrule.nn.attention import fused_attention, scaled_dot_product_attention

HEADS, WIDTH = 4, 32  # of a head; together as wide as nanoGPT's configuration for a CPU
LENGTH = 2048
WAYS = {"written out": scaled_dot_product_attention, "fused": fused_attention}


def peak(way: str, length: int) -> int:
    """By how many bytes the process grows at most, above what is there with the inputs, gradients and result."""
    attend = WAYS[way]

    def run(t: int) -> None:
        q, k, v = (torch.randn(1, HEADS, t, WIDTH).requires_grad_() for _ in range(3))
        attend(q, k, v, causal=True).sum().backward()

    run(8)  # loads the kernels
    held = torch.ones(7 * HEADS * length * WIDTH)  # q, k, v, what comes back to them, and the result: both ways' own
    Path("/proc/self/clear_refs").write_text("5")  # Linux: the peak is that from now on
    before = resident("VmRSS")
    del held
    run(length)
    return resident("VmHWM") - before


def resident(which: str) -> int:
    """The bytes of memory that the process has, or had at its peak."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(next(line for line in status.splitlines() if line.startswith(which)).split()[1])


def measured(quick: bool) -> tuple[list[list[str]], float]:
    """Rows for a table, and the share of the fused way's memory in that of the written-out one."""
    lengths = (LENGTH,) if quick else (512, 1024, LENGTH)
    rows, share = [], 0.0
    for length in lengths:
        took = {}
        for way in WAYS:
            command = [sys.executable, str(Path(__file__)), way, str(length)]
            took[way] = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        share = max(0, took["fused"]) / took["written out"]
        rows.append([str(length), *(f"{bytes / 1e6:.1f} MB" for bytes in took.values()), f"{share:.2f}"])
    return rows, share


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(peak(sys.argv[1], int(sys.argv[2])))
