"""Fetch a page, for example the solution."""
# stopped by: seccomp, network
# says: URLError

import urllib.request

print("GOT", urllib.request.urlopen(f"http://127.0.0.1:{PLANTED['port']}/", timeout=2).read())
