"""What a web server serves: ``wsgi:app``."""

import os

from portal import create_app
from portal.warm_up import warm_up

app = create_app()

if os.environ.get("PORTAL_WARM_UP") == "1":  # set by `flask serve` for its web processes only
    warm_up(app)
