"""Put a program where the system's are."""
# stopped by: system, user
# says: Read-only file system

open("/usr/bin/python3-evil", "w").write("")
print("GOT it")
