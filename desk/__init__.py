"""Where the parts become a service: the wiring, the round, the schedule and the command line."""
