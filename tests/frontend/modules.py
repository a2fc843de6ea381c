"""Modules of the front end in Node.js, without a browser: those that touch no document while they load.

scale = Modules("explorables/kit/scale.js")
scale.call("ticks", 0, 10)                  # what `ticks(0, 10)` gives, as Python data
scale.eval("scale([0, 1], [10, 20]).at(0.5)")
"""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.parts import need

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
ANSWER = """
import { createInterface } from "node:readline";
const module = await import(process.argv[1]);
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const value = new Function(...Object.keys(module), `return (${JSON.parse(line)});`)(...Object.values(module));
    console.log(JSON.stringify({ value: value ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.stack ?? error) }));
  }
}
"""


class Modules:
    """One module, and a process that evaluates expressions in which its exports are names, until it is closed."""

    def __init__(self, path: str, root: Path = FRONTEND) -> None:
        need("Node.js")
        word = ["node", "--input-type=module", "-e", ANSWER, (root / path).resolve().as_uri()]
        self.process = subprocess.Popen(word, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def eval(self, expression: str) -> Any:
        """The value of an expression. NaN and infinity come as None."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(expression) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def call(self, function: str, *arguments: Any) -> Any:
        """What a function gives for arguments that JSON can hold."""
        return self.eval(f"{function}({', '.join(map(json.dumps, arguments))})")

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
