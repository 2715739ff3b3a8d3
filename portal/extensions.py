"""The Flask side of what the kernel defines."""

import hashlib
from functools import cached_property
from typing import Any

from babel.support import NullTranslations
from flask import g
from flask.sessions import SecureCookieSessionInterface
from flask_babel import Babel, Domain
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from portal.kernel.base import Base


class SignedCookies(SecureCookieSessionInterface):
    """Flask signs sessions with SHA-1 unless told otherwise."""

    digest_method = staticmethod(hashlib.sha256)


class ChineseFirst(Domain):
    """The message ids are the Chinese sentences: a Chinese page looks nothing up, an English one in what was loaded once."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._loaded: dict[str, NullTranslations] = {}

    def gettext(self, string: str, **variables: Any) -> str:
        language = g.get("locale", "zh")
        text = string if language == "zh" else self._of(language).ugettext(string)
        return text % variables if variables else text

    def _of(self, language: str) -> NullTranslations:
        if language not in self._loaded:
            self._loaded[language] = self.get_translations()
        return self._loaded[language]


class OurBabel(Babel):
    @cached_property
    def domain_instance(self) -> Domain:
        return ChineseFirst(self.domain)


db = SQLAlchemy(model_class=Base)
migrate = Migrate()
login_manager = LoginManager()
csrf = CSRFProtect()
babel = OurBabel()
limiter = Limiter(get_remote_address, default_limits=[])
