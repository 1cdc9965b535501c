"""A worker for the tests: waits for a line, claims jobs in small batches until none is left, and prints what it got.

``python -m tests.conformance.claimer ADDRESS OWNER``
"""

import sys

from index.schema import JOB_RUNS
from tests.conformance.addresses import open_address
from tests.conformance.made import LATER, NOW


def main() -> None:
    """Claim until the queue is empty."""
    address, owner = sys.argv[1:]
    store = open_address(address)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    while rows := store.claim(JOB_RUNS, owner=owner, limit=7, now=NOW, until=LATER):
        for row in rows:
            sys.stdout.write(f"{row.id}\n")
    store.close()


if __name__ == "__main__":
    main()
