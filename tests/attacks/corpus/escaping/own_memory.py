"""Write into one's own read-only memory by /proc/self/mem: the machine code of the interpreter."""
# stopped by: checker, system
# says: There is no `answer`

import ctypes
import os

place = ctypes.cast(ctypes.pythonapi.PyErr_SetInterrupt, ctypes.c_void_p).value
memory = os.open("/proc/self/mem", os.O_RDWR)
os.lseek(memory, place, os.SEEK_SET)
os.write(memory, b"\xc3")
