"""The clock of the demo city: a demo only, for everyone who plays it."""

from portal.blueprints.demo_clock.routes import blueprint

__all__ = ["blueprint"]
