"""What the official papers of an organization's own life state; the conventions are those of ``facts.py``."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class RegistrationCertificate(TypedDict):
    """登记证书."""

    organization: str
    uscc: str
    organization_type: str  # "社会服务机构"
    legal_representative: str
    address: str
    capital_fen: NotRequired[int]
    authority: NotRequired[str]  # competent authority; missing: direct registration
    scope: str  # business scope
    registered_on: str
    valid_from_on: str
    valid_to_on: NotRequired[str]  # missing: 长期
    registrar: str  # "南京市雨花台区民政局"


class FilingCertificate(TypedDict):
    """社区社会组织备案证明."""

    group: str
    filing_number: str
    group_type: str
    responsible_person: str
    community: str
    street: str
    members: int
    activities: str  # what it does
    filed_on: str
    sponsor: NotRequired[str]  # 依托单位
    filed_by: str  # the street's office
