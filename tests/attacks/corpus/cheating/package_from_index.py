"""Install the library from the package index."""
# stopped by: network, seccomp, system
# says: no package

import subprocess
import sys

done = subprocess.run([sys.executable, "-m", "pip", "install", "--target", "/tmp/p", "chainrule"], capture_output=True)
print("GOT it" if done.returncode == 0 else "no package")
