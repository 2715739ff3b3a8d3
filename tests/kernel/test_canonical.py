"""One spelling for one content."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.canonical import canonical_json, digest

CONTENT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(CONTENT)
def test_the_canonical_form_reads_back_to_the_same_content(content):
    assert json.loads(canonical_json(content)) == content


@given(st.dictionaries(st.text(), st.integers()))
def test_the_order_of_keys_does_not_matter(content):
    assert digest(content) == digest(dict(reversed(content.items())))


def test_a_float_is_refused_and_its_place_is_named():
    with pytest.raises(TypeError, match=r"\$\.amounts\[1\]: float has no canonical form"):
        canonical_json({"amounts": [1, 0.1]})


def test_a_salt_changes_the_digest():
    assert digest("x", b"1") != digest("x", b"2")
