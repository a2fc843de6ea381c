"""End the program with the code that means success."""
# stopped by: checker
# says: ended the program
# lab: 03

import os

os._exit(0)
