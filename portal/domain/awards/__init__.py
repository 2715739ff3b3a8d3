"""Publicity, objections, awards."""
