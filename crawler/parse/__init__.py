"""Bytes of an office → records; pure, no I/O beyond the stream that is handed in."""
