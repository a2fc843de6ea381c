"""Unpack an archive whose members climb out of the folder."""
# stopped by: system, user
# says: Read-only file system

import io
import os
import tarfile

content = io.BytesIO()
with tarfile.open(fileobj=content, mode="w") as archive:
    archive.addfile(tarfile.TarInfo("../../../../usr/lib/evil.so"))
content.seek(0)
os.mkdir("/tmp/here")
tarfile.open(fileobj=content).extractall("/tmp/here")
print("GOT it")
