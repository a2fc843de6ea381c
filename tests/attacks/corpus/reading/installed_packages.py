"""Look for the platform, with its checks and solutions, among the packages of the interpreter itself."""
# stopped by: system, library
# says: nothing there

import os
import sys

for place in ("site-packages", "dist-packages"):
    folder = f"{sys.base_prefix}/lib/python{sys.version_info.major}.{sys.version_info.minor}/{place}"
    found = os.listdir(folder) if os.path.isdir(folder) else []
    print(f"GOT {found}" if found else "nothing there")
