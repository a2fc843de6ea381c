"""Open the database of grades."""
# stopped by: system
# says: unable to open database file

import sqlite3

for row in sqlite3.connect(f"file:{PLANTED['database']}?mode=ro", uri=True).execute("select * from grades"):
    print("GOT", row)
