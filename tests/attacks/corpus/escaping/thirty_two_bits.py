"""Make a system call by the old 32-bit way, which has other numbers than the filter knows."""
# stopped by: seccomp, capabilities
# says: signal SIGSYS|There is no `answer`

import ctypes
import mmap

# mov eax, 20 (getpid of 32 bits; of 64: writev); int 0x80; ret
code = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(code)
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
if call() == __import__("os").getpid():
    print("GOT it")
