"""Residents score the service that they received; nobody can join ballot and person."""
