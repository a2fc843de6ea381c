"""Make the table of attacks and its page anew, after the corpus has changed.

python -m chainrule.labs.sandbox tests/attacks/corpus docs/containment.md
"""

import sys
from pathlib import Path

from chainrule.labs.sandbox.containment import STORED, as_json, as_page, read_corpus

if __name__ == "__main__":
    corpus, page = map(Path, sys.argv[1:])
    attacks = read_corpus(corpus)
    STORED.write_text(as_json(attacks), encoding="utf-8")
    page.write_text(as_page(attacks), encoding="utf-8")
