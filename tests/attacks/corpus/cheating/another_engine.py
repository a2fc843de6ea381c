"""Wrap another engine of the library, with the checker's own finder of modules put out of the way."""
# stopped by: library
# succeeds without: library
# says: ModuleNotFoundError
# lab: 03

import sys

sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "Library"]
for name in [name for name in sys.modules if name.startswith("chainrule")]:
    del sys.modules[name]
from chainrule.autograd.recording import no_grad

print("GOT", no_grad)
