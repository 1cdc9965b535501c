"""Handlers by what the person wants; each module makes one router."""
