"""Dated values of statute and regulation, with the day up to which they are vouched for."""
