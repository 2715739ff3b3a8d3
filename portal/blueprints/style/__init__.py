"""The living page of components, at /style in the demo only."""

from portal.blueprints.style.routes import blueprint

__all__ = ["blueprint"]
