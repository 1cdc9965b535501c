"""``python -m desk.cli``: the command line without the installed script."""

from desk.cli import main

main()
