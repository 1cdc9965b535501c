"""Real servers for tests and benches, started and stopped by the run that uses them."""
