"""Write into a file of the server's that anyone may write."""
# stopped by: system
# succeeds without: system
# says: FileNotFoundError

open(PLANTED["grades"], "r+").write("me: 100")
print("GOT it")
