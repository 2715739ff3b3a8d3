"""Every role and what it may do where: one readable page."""

from __future__ import annotations

import enum
from functools import lru_cache

from portal.kernel.permissions import PERSONAL, Permission
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_


class Role(enum.StrEnum):
    VISITOR = "visitor"
    ACCOUNT = "account"
    RESIDENT = "resident"
    LEGAL_REPRESENTATIVE = "legal_representative"
    CASE_OFFICER = "case_officer"
    ACCOUNTANT = "accountant"
    ACCEPTOR = "acceptor"
    EXAMINER = "examiner"
    APPROVER = "approver"
    DEPARTMENT_OFFICER = "department_officer"
    STREET_OFFICER = "street_officer"
    COMMITTEE_MEMBER = "committee_member"
    GRID_WORKER = "grid_worker"
    EXPERT = "expert"
    EVALUATOR = "evaluator"
    INCUBATOR_MANAGER = "incubator_manager"
    MENTOR = "mentor"
    SUPPORTER = "supporter"
    FINANCE_OFFICER = "finance_officer"
    KEY_KEEPER = "key_keeper"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.VISITOR: N_("访客"),
    Role.ACCOUNT: N_("账号本人"),
    Role.RESIDENT: N_("居民"),
    Role.LEGAL_REPRESENTATIVE: N_("组织负责人"),
    Role.CASE_OFFICER: N_("组织经办"),
    Role.ACCOUNTANT: N_("组织财务"),
    Role.ACCEPTOR: N_("受理岗"),
    Role.EXAMINER: N_("审核岗"),
    Role.APPROVER: N_("批准岗"),
    Role.DEPARTMENT_OFFICER: N_("部门经办"),
    Role.STREET_OFFICER: N_("街道经办"),
    Role.COMMITTEE_MEMBER: N_("居委会"),
    Role.GRID_WORKER: N_("网格员"),
    Role.EXPERT: N_("评审专家"),
    Role.EVALUATOR: N_("第三方评估"),
    Role.INCUBATOR_MANAGER: N_("孵化基地运营"),
    Role.MENTOR: N_("导师"),
    Role.SUPPORTER: N_("支持方"),
    Role.FINANCE_OFFICER: N_("财政岗"),
    Role.KEY_KEEPER: N_("密钥保管"),
    Role.LEADER: N_("分管领导"),
    Role.SUPERVISOR: N_("监督审计"),
    Role.ADMINISTRATOR: N_("平台管理"),
    Role.SYSTEM: N_("系统"),
}


class Reach(enum.StrEnum):
    """How a role's scope meets a record."""

    NOTHING = "nothing"
    REGION = "region"
    ORGANIZATION = "organization"
    DEPARTMENT = "department"
    INCUBATOR = "incubator"
    ASSIGNED = "assigned"
    EVERYTHING = "everything"


#: What anyone may do with what is public. Holding one of these lets a person see the public part, whoever they are.
_PUBLIC = frozenset({
    P.ACTIVITY_READ, P.AWARD_READ, P.CALL_READ, P.CATALOGUE_READ, P.DRAW_READ, P.GUIDELINE_READ, P.INCUBATOR_READ,
    P.NEED_READ, P.ORGANIZATION_READ, P.POLICY_READ, P.PROJECT_READ, P.QUALIFIED_READ, P.SATISFACTION_READ,
})  # fmt: skip

#: What every account may do for itself, with records that it owns.
_OWN = frozenset({
    P.APPOINTMENT_LEAVE, P.APPOINTMENT_READ, P.CALL_READ, P.CLAIM_APPLY, P.CLAIM_READ, P.CLAIM_READ_PROOF, P.DELEGATION_GIVE,
    P.DELEGATION_READ, P.DESK_USE, P.EVALUATION_READ, P.EVALUATION_SCORE, P.EXPERT_READ, P.FILING_APPLY, P.FILING_READ,
    P.INVITATION_ANSWER, P.INVITATION_READ, P.NEED_ASSESS, P.NEED_READ, P.NEED_RECORD, P.OBJECTION_RAISE, P.OBJECTION_READ,
    P.REGISTRATION_APPLY, P.REGISTRATION_READ,
    P.TENANCY_APPLY, P.TENANCY_READ,
})  # fmt: skip

_ORGANIZATION_READS = frozenset({
    P.ACTIVITY_READ, P.AWARD_READ, P.CONTRACT_READ, P.EVALUATION_READ, P.FILING_READ, P.LEDGER_READ, P.MEMBER_READ,
    P.OBJECTION_READ, P.ORGANIZATION_READ_FULL, P.PAYMENT_READ, P.PROJECT_READ, P.PROPOSAL_READ, P.RECTIFICATION_READ,
    P.REGISTRATION_READ, P.TENANCY_READ,
})  # fmt: skip

_OFFICER_READS = frozenset({
    P.ACTIVITY_READ, P.AWARD_READ, P.CALL_READ, P.CATALOGUE_READ, P.CLAIM_READ, P.CLAIM_READ_PROOF, P.CONTRACT_READ,
    P.EVALUATION_READ, P.EXPERT_READ, P.FILING_READ, P.GUIDELINE_READ, P.LEDGER_READ, P.NEED_READ, P.OBJECTION_READ,
    P.ORGANIZATION_READ_FULL,
    P.PANEL_READ, P.PAYMENT_READ, P.PROJECT_READ, P.PROPOSAL_READ, P.QUALIFIED_READ, P.RECTIFICATION_READ,
    P.REGISTRATION_READ, P.REVIEW_READ, P.SATISFACTION_READ, P.TENANCY_READ,
})  # fmt: skip

ROLES: dict[Role, tuple[Reach, frozenset[Permission]]] = {
    Role.VISITOR: (Reach.NOTHING, _PUBLIC),
    Role.ACCOUNT: (Reach.NOTHING, _OWN),
    Role.RESIDENT: (Reach.REGION, frozenset()),
    Role.LEGAL_REPRESENTATIVE: (Reach.ORGANIZATION, _ORGANIZATION_READS | {
        P.ACTIVITY_RECORD, P.APPOINTMENT_READ, P.CALL_ASK, P.CLAIM_ANSWER, P.CLAIM_READ, P.CONTRACT_SIGN_PROVIDER,
        P.EVALUATION_REPORT, P.FILING_APPLY, P.INVITATION_READ, P.OBJECTION_RAISE, P.ORGANIZATION_APPOINT, P.PROPOSAL_WRITE,
        P.RECTIFICATION_REPORT, P.REGISTRATION_APPLY, P.TENANCY_APPLY, P.WORK_ASSIGN,
    }),
    Role.CASE_OFFICER: (Reach.ORGANIZATION, _ORGANIZATION_READS | {
        P.ACTIVITY_RECORD, P.CALL_ASK, P.EVALUATION_REPORT, P.PROPOSAL_WRITE, P.RECTIFICATION_REPORT, P.TENANCY_APPLY,
    }),
    Role.ACCOUNTANT: (Reach.ORGANIZATION, _ORGANIZATION_READS),
    Role.ACCEPTOR: (Reach.REGION, _OFFICER_READS | {
        P.CALL_DRAFT, P.CATALOGUE_CONSOLIDATE, P.CONTACT_REVEAL, P.CONTRACT_DRAFT, P.ELIGIBILITY_CHECK, P.EVALUATION_ORDER,
        P.EXPERT_MANAGE, P.PANEL_DRAW, P.QUALIFIED_MANAGE, P.REGISTRATION_ACCEPT, P.SATISFACTION_MANAGE,
    }),
    Role.EXAMINER: (Reach.REGION, _OFFICER_READS | {
        P.CALL_OPEN, P.CATALOGUE_REVIEW, P.CONTACT_REVEAL, P.GUIDELINE_PUBLISH, P.NEED_HANDLE, P.NEED_RECORD, P.NEED_SCREEN,
        P.OBJECTION_ANSWER, P.PAYMENT_RELEASE, P.PROJECT_MANAGE, P.RECTIFICATION_ACCEPT, P.REGISTRATION_EXAMINE,
    }),
    Role.APPROVER: (Reach.REGION, _OFFICER_READS | {
        P.AWARD_DECIDE, P.CALL_APPROVE, P.CATALOGUE_PUBLISH, P.CONTACT_REVEAL, P.CONTRACT_SIGN_PURCHASER, P.HOLD_LIFT,
        P.PROJECT_TERMINATE, P.QUALIFIED_PUBLISH, P.REGISTRATION_APPROVE, P.WORK_ASSIGN,
    }),
    Role.DEPARTMENT_OFFICER: (Reach.DEPARTMENT, frozenset({P.CATALOGUE_PROPOSE, P.CALL_DRAFT, P.CALL_READ,
                                                              P.CATALOGUE_READ})),
    Role.STREET_OFFICER: (Reach.REGION, frozenset({
        P.ACTIVITY_READ, P.CONTACT_REVEAL, P.EVALUATION_READ, P.FILING_FILE, P.FILING_READ, P.NEED_HANDLE, P.NEED_READ, P.NEED_RECORD,
        P.NEED_SCREEN, P.ORGANIZATION_READ_FULL, P.PROJECT_READ, P.WORK_ASSIGN,
    })),
    Role.COMMITTEE_MEMBER: (Reach.REGION, frozenset({
        P.ACTIVITY_CONFIRM, P.ACTIVITY_READ, P.CONTACT_REVEAL, P.FILING_CHECK, P.FILING_READ, P.NEED_HANDLE, P.NEED_READ, P.NEED_RECORD,
        P.PROJECT_READ,
    })),
    Role.GRID_WORKER: (Reach.REGION, frozenset({P.NEED_READ, P.NEED_RECORD})),
    Role.EXPERT: (Reach.ASSIGNED, frozenset({P.EVALUATION_READ, P.EVALUATION_SCORE, P.EXPERT_DECLARE, P.PANEL_READ,
                                             P.REVIEW_READ, P.REVIEW_SCORE})),
    Role.EVALUATOR: (Reach.REGION, frozenset({P.ACTIVITY_READ, P.EVALUATION_READ, P.EVALUATION_SCORE,
                                              P.PROJECT_READ, P.SATISFACTION_MANAGE})),
    Role.INCUBATOR_MANAGER: (Reach.INCUBATOR, frozenset({
        P.CONTACT_REVEAL, P.INCUBATOR_MANAGE, P.TENANCY_ASSESS, P.TENANCY_CHECK, P.TENANCY_DECIDE, P.TENANCY_READ, P.WORK_ASSIGN,
    })),
    Role.MENTOR: (Reach.INCUBATOR, frozenset({P.TENANCY_MENTOR, P.TENANCY_READ})),
    Role.SUPPORTER: (Reach.REGION, frozenset()),
    Role.FINANCE_OFFICER: (Reach.REGION, frozenset({
        P.CONTRACT_READ, P.LEDGER_READ, P.OBJECTION_APPEAL_DECIDE, P.OBJECTION_READ, P.PAYMENT_APPROVE,
        P.PAYMENT_READ, P.PROJECT_READ,
    })),
    Role.KEY_KEEPER: (Reach.REGION, frozenset()),
    Role.LEADER: (Reach.REGION, frozenset({P.PROJECT_READ, P.LEDGER_READ})),
    Role.SUPERVISOR: (Reach.REGION, _OFFICER_READS | {P.APPOINTMENT_READ, P.DELEGATION_READ, P.JOURNAL_READ}),
    Role.ADMINISTRATOR: (Reach.REGION, frozenset({
        P.ADMIN_READ, P.ADMIN_WRITE, P.APPOINTMENT_CONFIRM, P.APPOINTMENT_END, P.APPOINTMENT_PROPOSE, P.APPOINTMENT_READ,
        P.DELEGATION_GIVE, P.DELEGATION_READ, P.RETENTION_MANAGE, P.RETENTION_READ,
    })),
    Role.SYSTEM: (Reach.EVERYTHING, frozenset({P.SYSTEM_TICK})),
}  # fmt: skip

#: Whose word decides, spends, keeps a secret or watches the others: two people make such an appointment, one proposes, the
#: other confirms. A role belongs here when it gives the last signature of a process, releases money, holds a key, reads
#: the journal, or appoints.
DECIDING = frozenset({
    Role.ADMINISTRATOR, Role.APPROVER, Role.FINANCE_OFFICER, Role.KEY_KEEPER, Role.LEADER, Role.STREET_OFFICER, Role.SUPERVISOR,
})  # fmt: skip

_BUREAU = frozenset({Role.ACCEPTOR, Role.EXAMINER, Role.APPROVER})

#: Who of the same unit could hold the role while its holder is away. What is not named here nobody takes over: experts and
#: evaluators are drawn or ordered in person, keepers hold a secret, leaders and supervisors only look, and the work of an
#: administrator is what two people do.
STAND_INS: dict[Role, frozenset[Role]] = {
    Role.LEGAL_REPRESENTATIVE: frozenset({Role.CASE_OFFICER}),
    Role.CASE_OFFICER: frozenset({Role.CASE_OFFICER, Role.LEGAL_REPRESENTATIVE}),
    Role.ACCEPTOR: _BUREAU,
    Role.EXAMINER: _BUREAU,
    Role.APPROVER: _BUREAU,
    Role.DEPARTMENT_OFFICER: frozenset({Role.DEPARTMENT_OFFICER}),
    Role.STREET_OFFICER: frozenset({Role.STREET_OFFICER}),
    Role.COMMITTEE_MEMBER: frozenset({Role.COMMITTEE_MEMBER}),
    Role.GRID_WORKER: frozenset({Role.COMMITTEE_MEMBER, Role.GRID_WORKER}),
    Role.FINANCE_OFFICER: frozenset({Role.FINANCE_OFFICER}),
    Role.INCUBATOR_MANAGER: frozenset({Role.INCUBATOR_MANAGER}),
    Role.MENTOR: frozenset({Role.MENTOR}),
}

#: Who hands out whose work: a superior says with which of the people who may do it a waiting item lies.
DIRECTS: dict[Role, frozenset[Role]] = {
    Role.APPROVER: _BUREAU,
    Role.STREET_OFFICER: frozenset({Role.STREET_OFFICER, Role.COMMITTEE_MEMBER, Role.GRID_WORKER}),
    Role.LEGAL_REPRESENTATIVE: frozenset({Role.LEGAL_REPRESENTATIVE, Role.CASE_OFFICER}),
    Role.INCUBATOR_MANAGER: frozenset({Role.INCUBATOR_MANAGER, Role.MENTOR}),
}


@lru_cache(maxsize=128)
def held_in_person(role: Role) -> frozenset[Permission]:
    """What stays with a holder whose work a colleague does for now: to read, and what nobody else may give."""
    return frozenset(p for p in ROLES[role][1] if p in PERSONAL or p.value.partition(":")[2].startswith("read"))


@lru_cache(maxsize=128)
def held_for_another(role: Role) -> frozenset[Permission]:
    """What passes to the colleague."""
    return ROLES[role][1] - PERSONAL


#: Who acts from such an office enters with a second factor: staff, experts, keepers, and everyone who signs.
PROVEN_TWICE = frozenset({
    Role.LEGAL_REPRESENTATIVE, Role.ACCEPTOR, Role.EXAMINER, Role.APPROVER, Role.DEPARTMENT_OFFICER, Role.STREET_OFFICER,
    Role.COMMITTEE_MEMBER, Role.GRID_WORKER, Role.EXPERT, Role.EVALUATOR, Role.INCUBATOR_MANAGER, Role.FINANCE_OFFICER,
    Role.KEY_KEEPER, Role.LEADER, Role.SUPERVISOR, Role.ADMINISTRATOR,
})  # fmt: skip


def roles_with(permission: Permission) -> list[Role]:
    """The appointed roles that hold a permission (not the public, not 'every account')."""
    return [r for r, (reach, held) in ROLES.items() if permission in held and reach is not Reach.NOTHING]


def is_public(permission: Permission) -> bool:
    return permission in _PUBLIC


def is_own(permission: Permission) -> bool:
    return permission in _OWN
