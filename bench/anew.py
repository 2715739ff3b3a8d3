"""The portal wording every page anew for every visitor: beside it stands what keeping pages is worth."""

from __future__ import annotations

import os

from portal import create_app
from portal.warm_up import warm_up

app = create_app({"KEEP_PAGES": False})
if os.environ.get("PORTAL_WARM_UP") == "1":
    warm_up(app)
