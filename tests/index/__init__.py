"""What only one back end has: its file, its processes, its text."""
