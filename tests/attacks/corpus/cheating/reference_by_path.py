"""Import the library's own solution past the checker's substitute."""
# stopped by: library
# succeeds without: library
# says: ModuleNotFoundError
# lab: 03

import sys

sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "Library"]
for name in [name for name in sys.modules if name.startswith("chainrule")]:
    del sys.modules[name]
from chainrule.autograd.value import Value, topological_order

print("GOT", Value)
