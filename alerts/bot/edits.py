"""Read, change, replace: the one way the bot alters a record that others may alter too."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, TypeVar

from index.fields import Collection
from index.store import Store
from records.errors import ConflictError
from records.wire import Record

R = TypeVar("R", bound=Record)
Due = datetime | None | Literal["as it was"]
TRIES = 8


def change(
    store: Store, collection: Collection, row_id: str, edit: Callable[[R], R], *, now: datetime, due_at: Due = "as it was"
) -> R | None:
    """Replace a record by ``edit(record)`` and return it; ``None`` where there is none. An unchanged record is left alone.

    Raises ConflictError where others keep changing it.
    """
    for _ in range(TRIES):
        stored = store.get(collection, [row_id]).get(row_id)
        if stored is None:
            return None
        record: R = stored.record  # type: ignore[assignment]  # a collection holds one type, and the caller names it
        edited = edit(record)
        if edited == record:
            return record
        due = stored.due_at if due_at == "as it was" else due_at
        try:
            store.replace(collection, collection.row(edited, due_at=due), if_revision=stored.revision, now=now)
        except ConflictError:
            continue
        return edited
    raise ConflictError(f"{collection.name} {row_id} kept changing")
