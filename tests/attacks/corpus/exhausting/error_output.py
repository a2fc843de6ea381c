"""Write without end to the channel of errors, past Python."""
# stopped by: output
# says: printed without end

import os

while True:
    os.write(2, b"\0" * 100_000)
