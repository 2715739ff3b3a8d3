"""Which sanctions there are, on what grounds, and what each of them stops: the one table of consequences.

The two lists and the way off them follow the 社会组织信用信息管理办法 (2018, 民政部令第60号); the kinds of penalties follow the
行政处罚法 and the three regulations on registration. What the demo city adds of its own is marked 示例 in seeds/policy.yaml.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from portal.kernel.words import N_


class SanctionKind(enum.StrEnum):
    ABNORMAL = "abnormal"
    SERIOUS = "serious"
    WARNING = "warning"
    FINE = "fine"
    CONFISCATION = "confiscation"
    SUSPENSION = "suspension"
    REVOCATION = "revocation"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]

    @property
    def tone(self) -> str:
        return {SanctionKind.ABNORMAL: "risk2", SanctionKind.WARNING: "risk2", SanctionKind.FINE: "risk3",
                SanctionKind.CONFISCATION: "risk3"}.get(self, "risk4")  # fmt: skip

    @property
    def is_list(self) -> bool:
        """One of the two lists, which end by removal; a penalty ends with its term."""
        return self in LISTS

    @property
    def costs_money(self) -> bool:
        return self in (SanctionKind.FINE, SanctionKind.CONFISCATION)


_KIND_LABELS = {
    SanctionKind.ABNORMAL: N_("活动异常名录"), SanctionKind.SERIOUS: N_("严重违法失信名单"), SanctionKind.WARNING: N_("警告"),
    SanctionKind.FINE: N_("罚款"), SanctionKind.CONFISCATION: N_("没收违法所得"), SanctionKind.SUSPENSION: N_("限期停止活动"),
    SanctionKind.REVOCATION: N_("撤销登记"),
}  # fmt: skip
LISTS = frozenset({SanctionKind.ABNORMAL, SanctionKind.SERIOUS})
PENALTIES = frozenset(SanctionKind) - LISTS

K = SanctionKind


class Ground(enum.StrEnum):
    """Why. The value stands in addresses: ``/sanctions/new?ground=annual-report``."""

    ANNUAL_REPORT = "annual-report"
    UNREACHABLE = "unreachable"
    PARTY = "party"
    RECTIFICATION = "rectification"
    PENALISED = "penalised"
    LISTED_TWO_YEARS = "listed-two-years"
    FALSE_INFORMATION = "false-information"
    DEBTOR = "debtor"
    SUPERVISION = "supervision"
    ELECTION = "election"
    BEYOND_PURPOSE = "beyond-purpose"
    FUNDRAISING = "fundraising"
    ASSETS = "assets"
    LENT = "lent"
    OTHER = "other"

    @property
    def label(self) -> str:
        return GROUNDS[self].label

    @property
    def basis(self) -> str:
        """The law or regulation that is usually named; whoever proposes may write it more exactly."""
        return GROUNDS[self].basis

    @property
    def kinds(self) -> frozenset[SanctionKind]:
        """What may follow from it."""
        return GROUNDS[self].kinds


class _Ground(NamedTuple):
    label: str
    kinds: frozenset[SanctionKind]
    basis: str


CREDIT = N_("社会组织信用信息管理办法")
REGULATIONS = N_("社会团体、民办非企业单位、基金会登记管理条例")
GROUNDS: dict[Ground, _Ground] = {
    Ground.ANNUAL_REPORT: _Ground(N_("没有按规定报送年度工作报告"), frozenset({K.ABNORMAL}), CREDIT),
    Ground.UNREACHABLE: _Ground(N_("通过登记的住所无法联系"), frozenset({K.ABNORMAL}), CREDIT),
    Ground.PARTY: _Ground(N_("没有按规定设立党组织"), frozenset({K.ABNORMAL}), CREDIT),
    Ground.RECTIFICATION: _Ground(N_("责令整改，到期没有完成"), frozenset({K.ABNORMAL}), CREDIT),
    Ground.PENALISED: _Ground(N_("受到行政处罚"), LISTS, CREDIT),
    Ground.LISTED_TWO_YEARS: _Ground(N_("列入活动异常名录满两年"), frozenset({K.SERIOUS}), CREDIT),
    Ground.FALSE_INFORMATION: _Ground(N_("弄虚作假办理登记或者变更"), PENALTIES | {K.SERIOUS}, REGULATIONS),
    Ground.DEBTOR: _Ground(N_("被法院纳入失信被执行人名单"), frozenset({K.SERIOUS}), CREDIT),
    Ground.SUPERVISION: _Ground(N_("拒不接受或者不按规定接受监督检查"), PENALTIES, REGULATIONS),
    Ground.ELECTION: _Ground(N_("没有按章程换届"), frozenset({K.ABNORMAL, K.WARNING}), N_("组织章程和登记机关的管理规定")),
    Ground.BEYOND_PURPOSE: _Ground(N_("超出章程规定的宗旨和业务范围活动"), PENALTIES, REGULATIONS),
    Ground.FUNDRAISING: _Ground(N_("违法募捐或者违规使用捐赠财产"), PENALTIES, N_("慈善法")),
    Ground.ASSETS: _Ground(N_("侵占、私分、挪用资产或者捐赠款物"), PENALTIES, REGULATIONS),
    Ground.LENT: _Ground(N_("出租、出借登记证书或者印章"), PENALTIES, REGULATIONS),
    Ground.OTHER: _Ground(N_("其他法定情形"), frozenset(SanctionKind), REGULATIONS),
}


class Block(enum.StrEnum):
    """What a hold of a sanction stops. Guards elsewhere ask for these words (``kernel/holds.py``)."""

    BID = "bid"
    AWARD = "award"
    CONTRACT = "contract"
    SUPPLY = "supply"
    SECOND_LOOK = "payment-look"
    PAYMENT = "payment"
    RATING = "rating"

    @property
    def sentence(self) -> str:
        return _BLOCK_SENTENCES[self]


_BLOCK_SENTENCES = {
    Block.BID: N_("不能申报公益创投等资助类征集，作为实施组织也不行"),
    Block.AWARD: N_("资助类征集的拟立项不能确认"),
    Block.CONTRACT: N_("资助类项目的协议不能签署"),
    Block.SUPPLY: N_("不能参加政府采购，采购的成交不能确认、合同不能签署"),
    Block.SECOND_LOOK: N_("在办项目照常拨款，每一笔要由财政写明复查意见"),
    Block.PAYMENT: N_("暂停在办项目的拨款"),
    Block.RATING: N_("不能申请等级评估"),
}

_GRANTS = (Block.BID, Block.AWARD, Block.CONTRACT)
#: What each sanction stops while it is in force. Government procurement knows only the general conditions of a supplier
#: (政府采购法第二十二条): the abnormal list and a warning do not keep anybody out of it.
BLOCKS: dict[SanctionKind, tuple[Block, ...]] = {
    K.ABNORMAL: (*_GRANTS, Block.SECOND_LOOK, Block.RATING),
    K.SERIOUS: (*_GRANTS, Block.SUPPLY, Block.PAYMENT, Block.RATING),
    K.WARNING: (*_GRANTS, Block.SECOND_LOOK, Block.RATING),
    K.FINE: (*_GRANTS, Block.SECOND_LOOK, Block.RATING),
    K.CONFISCATION: (*_GRANTS, Block.SECOND_LOOK, Block.RATING),
    K.SUSPENSION: (*_GRANTS, Block.SUPPLY, Block.PAYMENT, Block.RATING),
    K.REVOCATION: (*_GRANTS, Block.SUPPLY, Block.PAYMENT, Block.RATING),
}  # fmt: skip

#: What follows besides the holds, in words: carried out by ``workflows/reactions.py`` and by those who ask ``history``.
_OF_ALL = (N_("在承接目录里的资格当天暂停，解除当天恢复"), N_("所在的孵化基地会知道；入驻和续驻不因此停办"))
_OF_PENALTIES = (N_("作出决定之日起三年内不能列入承接目录"),)
_OF_MAJOR = (N_("三年内参加政府采购算作有重大违法记录"),)
ALSO: dict[SanctionKind, tuple[str, ...]] = {
    K.ABNORMAL: (*_OF_ALL, N_("列入满两年还没有移出的，办理人员要核对是否列入严重违法失信名单")),
    K.SERIOUS: (*_OF_ALL, *_OF_MAJOR, N_("列入满两年以后才能申请移出")),
    K.WARNING: (*_OF_ALL, *_OF_PENALTIES),
    K.FINE: (*_OF_ALL, *_OF_PENALTIES),
    K.CONFISCATION: (*_OF_ALL, *_OF_PENALTIES),
    K.SUSPENSION: (*_OF_ALL, *_OF_PENALTIES, *_OF_MAJOR),
    K.REVOCATION: (N_("退出名册，全部成员岗位终止"), N_("没有了结的协议、款项和入驻列给办理人员，各按自己的程序处理"),
                   *_OF_PENALTIES, *_OF_MAJOR),
}  # fmt: skip


def consequences(kind: SanctionKind) -> list[str]:
    """What follows, in words: shown to the organization with the notice and with the decision."""
    return [*(block.sentence for block in BLOCKS[kind]), *ALSO[kind]]
