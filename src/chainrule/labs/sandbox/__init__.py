"""The sandbox: what stands between a student's code and the machine that grades it."""

from chainrule.labs.sandbox.containment import containment_table
from chainrule.labs.sandbox.launcher import BoxLimits, SandboxLauncher
from chainrule.labs.sandbox.layers import Layers
from chainrule.labs.sandbox.selftest import SelfTest, self_test, warm_and_proven

__all__ = ["BoxLimits", "Layers", "SandboxLauncher", "SelfTest", "containment_table", "self_test", "warm_and_proven"]
