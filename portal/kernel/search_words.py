"""What a text is cut into for the search, what a typed query asks for, and where a found text is marked.

One cut for every engine. Chinese becomes pairs of neighbouring characters, so that any two characters find a name
without a dictionary; Latin words and numbers stay whole and are found by their beginning; the Chinese of a title can
also be typed as pinyin, by initials or in full, from any of its characters on. Every token is spelt in ASCII letters and
digits: no engine's idea of a letter can then cut it another way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from pypinyin import lazy_pinyin

LONGEST = 40  # letters of a token: what is typed beyond them is not looked at
MOST_TYPED = 60
MOST_PARTS = 8  # of a query
MOST_TEXT = 4000  # characters of a record: engines count positions of words only so far
EXCERPT = 70


def folded(text: str) -> str:
    """As it is compared: full width like half width, no capitals, no accents."""
    return "".join(map(_folded, text))


def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


HAN = ((0x3007, 0x3007), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3347F))


def is_han(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in HAN)


def _kind(character: str) -> str:
    return "han" if is_han(character) else "word" if character.isalnum() else ""


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """('han' or 'word', characters of that kind that stand together) of a folded text."""
    for kind, characters in groupby(text, _kind):
        if kind:
            yield kind, "".join(characters)


# --- what is kept -----------------------------------------------------------------------------------------------


def tokens(title: str, *texts: str) -> str:
    """Everything by which a record is found, in the order of its text, separated by spaces; then its title's pinyin."""
    found: list[str] = []
    for text in (title, *texts):
        for kind, run in _runs(folded(text[:MOST_TEXT])):
            found += _pairs(run) + [_spelt(run[-1])] if kind == "han" else [_word(run)]
    return " ".join([*found, *sorted(_pinyin(title))])


def _spelt(characters: str) -> str:
    return "c" + "".join(f"{ord(c):05x}" for c in characters)


def _pairs(run: str) -> list[str]:
    return [_spelt(run[i : i + 2]) for i in range(len(run) - 1)]


def _word(run: str) -> str:
    return "w" + "".join(c if c.isascii() else f"z{ord(c):05x}" for c in run[:LONGEST])


def _pinyin(title: str) -> set[str]:
    syllables = syllables_of([c for c in folded(title) if is_han(c)])
    starts = range(len(syllables) - 1)  # one character alone is nothing to look for by sound
    initials = {"w" + "".join(s[:1] for s in syllables[i : i + LONGEST]) for i in starts}
    return initials | {"w" + "".join(syllables[i : i + LONGEST])[:LONGEST] for i in starts}


def syllables_of(characters: list[str]) -> list[str]:
    """One for each Chinese character, without tones; empty where nobody knows how it sounds."""
    silent: Any = lambda unknown: [""] * len(unknown)  # noqa: E731 - its stub knows fewer answers than the library
    return list(lazy_pinyin("".join(characters), errors=silent))


# --- what is asked ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Query:
    """What was typed, cut the same way. Every part must be found: ('han', characters in a row), ('word', a beginning)."""

    typed: str

    @cached_property
    def text(self) -> str:
        return folded(self.typed[:MOST_TYPED]).strip()

    @cached_property
    def parts(self) -> list[tuple[str, str]]:
        return list(dict.fromkeys(_runs(self.text)))[:MOST_PARTS]

    @property
    def asks_enough(self) -> bool:
        """One Chinese character, or two letters or digits; less would find everything."""
        return any(kind == "han" or len(run) > 1 for kind, run in self.parts)

    def for_sqlite(self) -> str:
        """For MATCH of FTS5."""
        return " AND ".join(f'"{" ".join(t)}"' if len(t) > 1 else f"{t[0]}*" for t in map(_asked, self.parts))

    def for_postgresql(self) -> str:
        """For a ``tsquery``."""
        return " & ".join(f"({' <-> '.join(t)})" if len(t) > 1 else f"{t[0]}:*" for t in map(_asked, self.parts))

    def by_sound(self) -> Query | None:
        """The same in pinyin: who typed a wrong character means one that sounds the same."""
        if not any(kind == "han" and len(run) > 1 for kind, run in self.parts):
            return None
        return Query(" ".join("".join(syllables_of(list(run))) if kind == "han" else run for kind, run in self.parts))

    def finds(self, text: str) -> bool:
        """The same question to one text, without an index."""
        whole = folded(text)
        words = [run for kind, run in _runs(whole) if kind == "word"]
        return bool(self.parts) and all(
            run in whole if kind == "han" else any(word.startswith(run) for word in words) for kind, run in self.parts
        )


def _asked(part: tuple[str, str]) -> list[str]:
    """Tokens that follow each other; a single one is the beginning of a token."""
    kind, run = part
    if kind == "word":
        return [_word(run)]
    pairs = _pairs(run)
    # Two characters are one token: as a beginning it finds the same, and a query of one token needs no positions.
    return pairs or [_spelt(run)]


# --- how it is shown --------------------------------------------------------------------------------------------

Piece = tuple[str, bool]


def marked(text: str, query: Query, *, by_sound: bool = False) -> list[Piece]:
    """The text in pieces, each with whether the query found it. ``by_sound``: pinyin counts too (a title)."""
    whole, places = _placed(text)
    hits: set[int] = set()
    for kind, run in query.parts:
        spans = list(_spans(whole, run, whole_words=kind == "word"))
        if by_sound and kind == "word" and not spans:
            spans = list(_sounding(whole, run))
        hits.update(places[i] for start, end in spans for i in range(start, end))
    return [("".join(c for _i, c in group), hit) for hit, group in groupby(enumerate(text), lambda pair: pair[0] in hits)]


def excerpt(text: str, query: Query) -> list[Piece]:
    """A line of the text around the first place where the query finds something; nothing where it does not."""
    whole, places = _placed(text)
    first = min((start for kind, run in query.parts for start, _end in _spans(whole, run, whole_words=kind == "word")), default=-1)
    if first < 0:
        return []
    begin = max(0, places[first] - EXCERPT // 3)
    end = begin + EXCERPT
    around = ("…" if begin else "") + " ".join(text[begin:end].split()) + ("…" if end < len(text) else "")
    return marked(around, query)


def _placed(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the text that it comes from."""
    pieces = [_folded(character) for character in text]
    return "".join(pieces), [i for i, piece in enumerate(pieces) for _c in piece]


def _spans(whole: str, run: str, *, whole_words: bool) -> Iterator[tuple[int, int]]:
    start = whole.find(run)
    while start >= 0:
        if not whole_words or start == 0 or _kind(whole[start - 1]) != "word":
            yield start, start + len(run)
        start = whole.find(run, start + 1)


def _sounding(whole: str, run: str) -> Iterable[tuple[int, int]]:
    """Where the Chinese sounds like this, by initials or in full: the first place."""
    at = [i for i, c in enumerate(whole) if is_han(c)]
    syllables = syllables_of([whole[i] for i in at])
    for i in range(len(syllables) - 1):
        if "".join(s[:1] for s in syllables[i:]).startswith(run):
            return [(place, place + 1) for place in at[i : i + len(run)]]
        if "".join(syllables[i:]).startswith(run):
            covered = next(n for n in range(1, len(syllables) - i + 1) if len("".join(syllables[i : i + n])) >= len(run))
            return [(place, place + 1) for place in at[i : i + covered]]
    return []
