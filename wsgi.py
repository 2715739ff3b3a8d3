"""What a web server serves: ``wsgi:app``."""

import gc
import os

from portal import create_app

app = create_app()


def warm_up() -> None:
    """Fill the caches of templates and statements once, then keep what lives forever out of the collector's way."""
    visitor = app.test_client()
    for page in ("/", "/calls", "/organizations", "/projects", "/login"):
        visitor.get(page)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


if os.environ.get("PORTAL_WARM_UP") == "1":  # set by `flask serve` for its web processes only
    warm_up()
