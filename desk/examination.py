"""An examination of an installation: the doctor's findings, whether the store can be opened or not."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.settings import Settings, mask_url
from desk.doctor import Finding, examine, examine_without_store
from desk.wiring import Clock, opened_store
from records.errors import LookoutError
from records.source import Source

PATIENCE_SECONDS = 5.0
"""Who asks how things are wants to hear now that the store is away."""


@dataclass(frozen=True, slots=True)
class Examiner:
    """Examines an installation; opens the store anew each time, so that one that was away is met when it is back."""

    settings: Settings
    sources: Mapping[str, Source]
    clock: Clock

    @property
    def store_name(self) -> str:
        """The store's address without its password."""
        return mask_url(self.settings.store_url)

    def examine(self) -> tuple[Finding, ...]:
        """All findings that take no network but the store's."""
        now = self.clock()
        hurried = self.settings.store.model_copy(update={"patience_seconds": PATIENCE_SECONDS})
        try:
            with opened_store(self.settings.model_copy(update={"store": hurried})) as store:
                return tuple(examine(self.settings, store, dict(self.sources), now=now))
        except (LookoutError, OSError) as error:  # a broken store is a finding, and the rest is looked at all the same
            return self.without_store(f"cannot be opened: {error}")

    def without_store(self, trouble: str) -> tuple[Finding, ...]:
        """The findings of this machine alone, and what is wrong with the store."""
        return tuple(examine_without_store(self.settings, trouble, now=self.clock()))
