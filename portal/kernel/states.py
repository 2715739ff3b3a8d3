"""What a state is: below the lifecycle, so that people and their appointments can have one."""

from __future__ import annotations

import enum


class State(enum.StrEnum):
    """A state with the label and the tone that pages show: ``DRAFT = "draft", N_("草稿"), "plain"``."""

    label: str
    tone: str

    def __new__(cls, value: str, label: str = "", tone: str = "plain"):
        self = str.__new__(cls, value)
        self._value_, self.label, self.tone = value, label, tone
        return self
