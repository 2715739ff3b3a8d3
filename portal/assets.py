"""What browsers download: our stylesheet and script, and an allow-list out of the wheels.

`build_assets(app)` writes every asset under its fingerprint, compressed ahead, into PORTAL_DATA_DIR/static-build (at
the first start, and again when a source changed); WhiteNoise serves that folder, to be kept for good. In tests the
same bytes come from memory through Flask's own `static` endpoint, marked with `?v=`. Templates only say
`asset_url("portal.css")`.
Third-party files are never copied into the repository.
"""

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

import brotli
from flask import Flask, Response, abort, current_app, request
from whitenoise import WhiteNoise

from portal import charts, headers
from portal.stylesheets import squeeze, subset

OURS = Path(__file__).parent / "static"
A_YEAR = 31_536_000
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
BUILD_DIR, MANIFEST = "static-build", "manifest.json"


# Third-party files: package and place inside it.
WHEELS = {
    "bootstrap.css": ("flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css"),
    "htmx.js": ("js_lib_htmx", "static/htmx/htmx.min.js"),
}


def _wheel_file(package: str, path: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"The package {package} is not installed; it ships {path}.")
    return Path(spec.origin).parent / path


def _portal_css() -> bytes:
    bootstrap = _wheel_file(*WHEELS["bootstrap.css"]).read_text("utf-8")
    parts = [subset(bootstrap)]
    # The numbers in the file names are the order of the cascade: tokens first, media queries last.
    parts += [squeeze(path.read_text("utf-8")) for path in sorted((OURS / "css").glob("*.css"))]
    return "\n".join(parts).encode()


def _ours(name: str) -> Callable[[], bytes]:
    return lambda: (OURS / name).read_bytes()


#: One script for the browser, written in two.
SCRIPTS = ("portal.js", "parts.js")

# The whole allow-list: nothing else is served from /static.
ASSETS: dict[str, Callable[[], bytes]] = {
    "portal.css": _portal_css,
    "portal.js": lambda: b"\n".join((OURS / name).read_bytes() for name in SCRIPTS),
    "favicon.svg": _ours("favicon.svg"),
    "htmx.min.js": lambda: _wheel_file(*WHEELS["htmx.js"]).read_bytes(),
}


@cache
def _content(name: str, _freshness: float) -> bytes:
    return ASSETS[name]()


def content(name: str) -> bytes:
    """The bytes of one asset; read again when one of our own files changed (development)."""
    return _content(name, max(path.stat().st_mtime for path in OURS.rglob("*") if path.is_file()))


def fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:10]


def _build_folder(app: Flask) -> Path:
    return Path(app.config["PORTAL_DATA_DIR"]) / BUILD_DIR


def _write(path: Path, data: bytes) -> None:
    """All or nothing: two processes that build at once write the same bytes under the same name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(data)
    os.replace(draft, path)


def _stamp() -> str:
    """Changes when a source of an asset changes; cheap enough to look at on every start."""
    sources = [path for path in sorted(OURS.rglob("*")) if path.is_file()]
    sources += [_wheel_file(*place) for place in WHEELS.values()]
    sources += [Path(__file__), Path(__file__).with_name("stylesheets.py")]
    facts = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in sources]
    return fingerprint(repr(facts).encode())


def build_assets(app: Flask) -> dict[str, str]:
    """Writes the fingerprinted, compressed files unless they are current; returns {name: served name}."""
    folder, stamp = _build_folder(app), _stamp()
    built = _built(folder, stamp)
    if built:
        return built
    served_names: dict[str, str] = {}
    for name, load in ASSETS.items():
        data = load()
        stem, suffix = name.rsplit(".", 1)
        served_names[name] = f"{stem}.{fingerprint(data)}.{suffix}"
        target = folder / "static" / served_names[name]
        if not target.exists():
            _write(target.with_name(target.name + ".br"), brotli.compress(data, quality=11))
            _write(target.with_name(target.name + ".gz"), gzip.compress(data, 9, mtime=0))
            _write(target, data)
    _write(folder / MANIFEST, json.dumps({"stamp": stamp, "files": served_names}, indent=1).encode())
    return served_names


def _built(folder: Path, stamp: str) -> dict[str, str]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        return {}
    files: dict[str, str] = manifest.get("files", {})
    whole = manifest.get("stamp") == stamp and all((folder / "static" / name).exists() for name in files.values())
    return files if whole and set(files) == set(ASSETS) else {}


def asset_url(name: str) -> str:
    """The address of an asset, for templates; an unknown name is a programming error."""
    served = current_app.extensions["portal_assets"].get(name)
    if served is not None:
        return f"{request.script_root}/static/{served}"
    return f"{request.script_root}/static/{name}?v={fingerprint(content(name))}"


def serve_from_memory(filename: str) -> Response:
    """Stands in for Flask's static view: the allow-list only, never a folder."""
    if filename not in ASSETS:
        abort(404)
    response = Response(content(filename), content_type=f"{TYPES[Path(filename).suffix]}; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}" if "v" in request.args else "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.set_etag(fingerprint(response.data))
    response.make_conditional(request)
    return response


def _with_rules(config: Mapping[str, Any]) -> Callable[[Headers, str, str], None]:
    rules = {"Content-Security-Policy": headers.POLICY, **headers.standing(config)}

    def add(answer: Headers, path: str, url: str) -> None:
        for name, value in rules.items():
            answer[name] = value

    return add


def init_app(app: Flask) -> None:
    """Hooks the assets and the charts into an app; call it last, WhiteNoise wraps the WSGI app."""
    app.view_functions["static"] = serve_from_memory
    app.jinja_env.globals["asset_url"] = asset_url
    app.jinja_env.globals["charts"] = charts
    in_tests = app.testing or app.config.get("PORTAL_ENV") == "test"
    served_names = {} if in_tests else build_assets(app)
    app.extensions["portal_assets"] = served_names
    if served_names:
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask documents this way of wrapping
            app.wsgi_app,
            root=str(_build_folder(app)),
            max_age=A_YEAR,
            allow_all_origins=False,
            immutable_file_test=lambda path, url: url.startswith("/static/"),
            add_headers_function=_with_rules(app.config),
        )
