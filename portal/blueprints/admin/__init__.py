"""Flask-Admin for reference data and read-only inspection. Administrators only; never what people hand in."""

from __future__ import annotations

from flask import Blueprint, request
from flask.blueprints import BlueprintSetupState
from flask_admin import Admin, AdminIndexView
from flask_admin.theme import Bootstrap4Theme
from flask_babel import lazy_gettext as _l

from portal.blueprints.admin import views
from portal.blueprints.edge import current_actor, require
from portal.kernel.permissions import Permission as P

PREFIX = "/admin"

#: Flask-Admin brings its own blueprints; this one carries them into the application.
blueprint = Blueprint("administration", __name__)


@blueprint.record
def install(state: BlueprintSetupState) -> None:
    app = state.app
    app.before_request(only_administrators)
    admin = Admin(
        app, name=_l("平台管理"), index_view=AdminIndexView(name=_l("说明"), template="admin/front.html"),
        theme=Bootstrap4Theme(base_template="admin/portal.html"),
    )  # fmt: skip
    admin.add_views(*views.all_views())


def only_administrators() -> None:
    """Every address under /admin, files and unknown ones included, asks the same question."""
    if request.path == PREFIX or request.path.startswith(PREFIX + "/"):
        reading = request.method in ("GET", "HEAD", "OPTIONS")
        require(current_actor().holds(P.ADMIN_READ if reading else P.ADMIN_WRITE))
