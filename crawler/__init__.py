"""The crawler: one source in one child process, from the office's bytes to a spool of records."""
