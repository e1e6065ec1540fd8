"""Channels, each against a real far side on this machine."""
