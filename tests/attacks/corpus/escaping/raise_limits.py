"""Raise one's own limits."""
# stopped by: rlimits, capabilities
# says: ValueError

import resource

resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print("GOT it")
