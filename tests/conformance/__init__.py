"""The full statement of ``index.store.Store``: every back end passes all of it."""
