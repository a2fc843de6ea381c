"""Read the server's variables: one's own, and those of process 1."""
# stopped by: environment, proc
# succeeds without: environment
# says: HOME=/tmp

import os

found = str(dict(os.environ)) + open("/proc/1/environ").read() + open("/proc/self/environ").read()
print(found.replace("\0", " "), "HOME=" + os.environ["HOME"])
if "CHAINRULE_SECRET_KEY" in found:
    print("GOT the secret key")
