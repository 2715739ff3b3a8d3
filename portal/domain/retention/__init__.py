"""Erasing what its period has passed: previewed, proposed by one administrator, confirmed by another, carried out by time."""
