"""Stand-ins for the outside world: real servers that keep the documented rules and can be told to fail."""
