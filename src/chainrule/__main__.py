"""`python -m chainrule`, which is also how `torchrun` starts a command in several processes."""

from chainrule.cli import main

main()
