"""Fill the memory with one array."""
# stopped by: memory
# succeeds without: memory
# says: used more than 256 MB of memory

import numpy

print("GOT", numpy.ones(50_000_000).sum())
