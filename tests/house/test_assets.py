"""What browsers download: only what is listed, under its fingerprint, light, and the stylesheet means what it meant."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest

import portal
from portal import assets
from portal.stylesheets import squeeze, subset


@pytest.fixture(scope="module")
def live_app(tmp_path_factory):
    """As it is served: files under fingerprints, by WhiteNoise."""
    folder = tmp_path_factory.mktemp("assets")
    return portal.create_app({
        "PORTAL_ENV": "demo", "PORTAL_DATA_DIR": str(folder), "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/a.db",
    })  # fmt: skip


def test_a_fingerprinted_file_is_kept_for_good_and_served_compressed(live_app):
    name = live_app.extensions["portal_assets"]["portal.css"]
    answer = live_app.test_client().get(f"/static/{name}", headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Encoding"] == "br"
    assert brotli.decompress(answer.data) == assets.content("portal.css")
    zipped = live_app.test_client().get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data) == assets.content("portal.css")


def test_the_fingerprint_is_of_the_bytes_that_are_served(live_app):
    for name, served in live_app.extensions["portal_assets"].items():
        assert served.split(".")[-2] == assets.fingerprint(assets.content(name)), name


@pytest.mark.parametrize("path", ["/static/bootstrap.min.css", "/static/../config.py", "/static/css/10-base.css", "/static/"])
def test_nothing_else_is_served_from_the_static_folder(client, path):
    assert client.get(path).status_code == 404


def test_what_a_first_visit_loads_is_light(live_app):
    page = live_app.test_client()
    served = live_app.extensions["portal_assets"]
    weight = {n: len(page.get(f"/static/{served[n]}", headers={"Accept-Encoding": "br"}).data) for n in served}
    assert sum(weight.values()) < 60_000, weight


def test_of_bootstrap_only_the_listed_classes_remain_and_no_dark_theme():
    css = ".btn{a:b}.modal{a:b}.btn,.card{c:d}@media (min-width:1px){.row{x:y}.toast{x:y}}[data-bs-theme=dark] .btn{a:b}"
    assert subset(css) == ".btn{a:b}\n.btn{c:d}\n@media (min-width:1px){.row{x:y}}"


def test_squeezing_a_stylesheet_leaves_its_strings_and_its_selectors_alone():
    css = 'a  :hover { content : "a ;  b" ; }\n/* gone */ p > b { margin : 0 }'
    assert squeeze(css) == 'a :hover{content : "a ;  b"}p > b{margin : 0}'


def test_the_stylesheet_asks_no_other_host_for_anything():
    css = assets.content("portal.css").decode()
    assert re.findall(r"url\((?!['\"]?data:)[^)]*\)", css) == []
    assert "@import" not in css
