"""Contracts and the projects that live on them; activities."""
