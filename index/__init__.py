"""One store, any back end: records by identity, by field, by text, by key, and by when they are due."""
