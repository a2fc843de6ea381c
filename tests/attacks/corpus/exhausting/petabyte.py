"""Ask for more memory than any machine has."""
# stopped by: rlimits, memory
# says: asked for more memory

import numpy

numpy.zeros(10**14)
print("GOT it")
