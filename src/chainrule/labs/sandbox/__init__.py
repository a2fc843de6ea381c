"""The sandbox: what stands between a student's code and the machine that grades it.

Who calls it: whoever starts student code on a server, by `SandboxLauncher`, a `Launcher` of `student_process`. It must
not know what runs inside: labs, fills and notebooks alike.

A warm zygote in bubblewrap is forked for each job. `spares` jobs stand ready in their namespaces and control groups
before they are asked for, and each serves one checker. A zygote that dies is replaced, and the check that it died under
is run again (`WorkerLost.INTERRUPTED`), three times before `CannotStart`. `warm_and_proven(launcher)` tries every layer
and raises `CannotStart` where one is missing; `self_test()` is what `chainrule doctor` prints; `containment_table()` is
the corpus of attacks with the layers that stop each. Each layer has a switch in `Layers` for its proof by removal, and
stands in words in `layers.py`; a new attack is a file in `tests/attacks/corpus`.
"""

from chainrule.labs.sandbox.containment import containment_table
from chainrule.labs.sandbox.launcher import BoxLimits, SandboxLauncher
from chainrule.labs.sandbox.layers import Layers
from chainrule.labs.sandbox.selftest import SelfTest, self_test, warm_and_proven

__all__ = ["BoxLimits", "Layers", "SandboxLauncher", "SelfTest", "containment_table", "self_test", "warm_and_proven"]
