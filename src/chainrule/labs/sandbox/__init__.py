"""The sandbox: what stands between a student's code and the machine that grades it."""

from chainrule.labs.sandbox.launcher import BoxLimits, SandboxLauncher
from chainrule.labs.sandbox.layers import Layers

__all__ = ["BoxLimits", "Layers", "SandboxLauncher"]
