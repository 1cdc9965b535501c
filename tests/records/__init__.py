"""Records, their wire form and the errors."""
