"""Leave poisoned bytecode beside a module, to be loaded instead of it."""
# stopped by: system, user
# says: Read-only file system

import os

os.makedirs("/library/chainrule/__pycache__")
print("GOT it")
