"""The unified social credit code: 18 characters that say who registered whom, where, and check themselves (GB 32100).

    5          registering department: civil affairs
    1 | 2 | 3  association | social service organization | foundation
    320114     the division code of the registering district
    9 characters of the organization, 1 check character
"""

from __future__ import annotations

import re

from stdnum.cn import uscc as scheme

from portal.domain.organizations.models import OrgType
from portal.kernel.words import Sentence, say

CIVIL_AFFAIRS = "5"
KINDS = {OrgType.ASSOCIATION: "1", OrgType.SERVICE: "2", OrgType.FOUNDATION: "3"}
_DISTRICT_DEPTH = 3  # province, city, district
_WRITTEN = re.compile(r"[0-9A-Z]{18}")


def tidy(text: str) -> str:
    """As people type it → as it is stored: no blanks, capital letters."""
    return re.sub(r"[\s\-]", "", text).upper()


def district_of(region_path: str) -> str:
    """The six digits of the district that registers: ``/32/3201/320114/320114002/`` → ``320114``."""
    return region_path.strip("/").split("/")[:_DISTRICT_DEPTH][-1]


def fault(code: str, org_type: OrgType, region_path: str) -> Sentence | None:
    """What is wrong with a code for an organization of this type and place; ``None`` when nothing is."""
    if not _WRITTEN.fullmatch(code):
        return say("统一社会信用代码是 18 位数字和大写字母，现在有 %(n)s 位。请照国家登记系统发的号码填。", n=len(code))
    if code[0] != CIVIL_AFFAIRS:
        return say("民政部门登记的代码第 1 位是 5，现在是 %(found)s。", found=code[0])
    if code[1] != KINDS.get(org_type):
        return say("%(kind)s的代码第 2 位是 %(wanted)s，现在是 %(found)s。", kind=org_type.label,
                   wanted=KINDS.get(org_type, "—"), found=code[1])  # fmt: skip
    district = district_of(region_path)
    if code[2:8] != district:
        found = code[2:8]
        return say("代码第 3 至 8 位应是登记机关的区划代码 %(wanted)s，现为 %(found)s。", wanted=district, found=found)
    if not scheme.is_valid(code):
        return say("代码的校验码不对，请核对有没有输错一位。")
    return None


def completed(seventeen: str) -> str:
    """Seventeen characters and their check character. For demo data; a real code is issued, never made up."""
    return seventeen + scheme.calc_check_digit(seventeen)
