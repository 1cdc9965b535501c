"""From a match to a message: what it means, by when to act, in whose words, through which channel."""
