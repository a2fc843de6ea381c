"""Search every folder of the box for the solution, as source or as bytecode."""
# stopped by: library, system
# succeeds without: library
# says: searched

import os
import sys

mark = b"topological" + b"_order(root"
for root in ("/library", "/box", "/packages", "/tmp", sys.base_prefix + "/lib/python3.11/site-packages", "/usr/local"):
    for folder, _, names in os.walk(root):
        for name in names:
            if name.startswith("value.") and "chainrule" in folder:
                print("GOT", folder, name)
            if name.endswith((".py", ".pyc")) and "numpy" not in folder and mark in open(f"{folder}/{name}", "rb").read():
                print("GOT", folder, name)
print("searched")
