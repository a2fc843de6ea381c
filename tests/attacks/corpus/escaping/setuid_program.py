"""Run a program that runs as root."""
# stopped by: user, system, capabilities
# says: no such luck

import os
import shutil
import subprocess

for name in ("su", "mount", "passwd", "sudo", "newgrp"):
    program = shutil.which(name)
    if program:
        status = subprocess.run(["/bin/sh", "-c", f"exec {program} --version; id -u"], capture_output=True, text=True)
        if status.stdout.strip().endswith("\n0"):
            print("GOT root")
status = open("/proc/self/status").read()
assert "NoNewPrivs:\t1" in status
assert "CapEff:\t0000000000000000" in status
assert os.getuid() == 1000
print("no such luck")
