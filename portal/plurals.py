"""One or many: ``%(n)s {n|call|calls}`` in an English sentence becomes "1 call" or "2 calls".

Chinese has no plural, and most counts stand in the middle of sentences that lower layers word once, with their parts.
So the translation itself names the part that it counts, whoever asks for it: a page, a form or a letter.
"""

from __future__ import annotations

import re
from typing import Any

from flask import g
from flask_babel import Domain, get_locale

CHOICE = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)\}")


def agreed(translation: str, parts: dict[str, Any]) -> str:
    """The translation with each ``{part|one|many}`` chosen by the part that it names; parts not yet filled in."""
    return CHOICE.sub(lambda found: found[2] if str(parts.get(found[1])) == "1" else found[3], translation)


class CountingDomain(Domain):
    """Flask-Babel's translations, with their plurals made to agree."""

    def get_translations(self) -> Any:
        """Looked up once for a request and its language, not for each sentence of its page."""
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        known = getattr(g, "_portal_translations", None)
        if known is None or known[0] is not locale:
            known = g._portal_translations = (locale, super().get_translations())
        return known[1]

    def gettext(self, string: str, **variables: Any) -> str:
        translated = self.get_translations().ugettext(string)
        return agreed(translated, variables) % variables if variables else translated
