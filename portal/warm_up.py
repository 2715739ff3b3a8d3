"""What a web process does before its first request."""

from __future__ import annotations

import gc

from flask import Flask


def warm_up(app: Flask) -> None:
    """Fill the caches of templates and statements once, then keep what lives forever out of the collector's way."""
    visitor = app.test_client()
    for page in ("/", "/calls", "/organizations", "/projects", "/login"):
        visitor.get(page)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
