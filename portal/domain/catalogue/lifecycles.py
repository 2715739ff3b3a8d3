"""How an edition becomes law of the city, and how organizations come onto the list and off it."""

from __future__ import annotations

from portal.domain.catalogue import guards as g
from portal.domain.catalogue.models import (
    CatalogueEdition,
    EditionState,
    Qualification,
    QualificationState,
    QualifiedList,
    QualifiedListState,
)
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

E, L, Q = EditionState, QualifiedListState, QualificationState

# fmt: off
EDITION = govern(CatalogueEdition, Lifecycle("catalogue", N_("目录版本"), E, (
    Step("consolidate", E.COLLECTING, E.CONSOLIDATED, P.CATALOGUE_CONSOLIDATE, (g.has_items, g.no_branch_is_empty),
         label=N_("汇总完毕，送法制审核"), consequence=N_("各部门不能再改事项；转法制审核。"),
         duty=N_("汇总目录事项"), done=N_("汇总了“%(caption)s”"), effect=g.note_consolidator, key=True),
    Step("review", E.CONSOLIDATED, E.REVIEWED, P.CATALOGUE_REVIEW, g.not_the_one_who_consolidated,
         within="catalogue.review", label=N_("法制审核通过"), consequence=N_("转批准人发布。"),
         duty=N_("法制审核目录"), done=N_("对“%(caption)s”作了法制审核"), effect=g.note_reviewer, key=True),
    Step("return", E.CONSOLIDATED, E.COLLECTING, P.CATALOGUE_REVIEW, needs_reason=True,
         label=N_("退回修改"), consequence=N_("重新收集、修改事项，再送审。"), done=N_("退回了“%(caption)s”")),
    Step("publish", E.REVIEWED, E.PUBLISHED, P.CATALOGUE_PUBLISH, (g.a_third_person, g.no_newer_edition_is_published),
         within="catalogue.publish", label=N_("发布"),
         consequence=N_("马上公开，上一版转为历史版本；发布后不能再改。"),
         duty=N_("发布目录"), done=N_("发布了“%(caption)s”"), effect=g.publish_edition, key=True, final=True),
    Step("return", E.REVIEWED, E.CONSOLIDATED, P.CATALOGUE_PUBLISH, needs_reason=True,
         label=N_("退回重新审核"),
         consequence=N_("法制审核看理由后重新审核。"), done=N_("把“%(caption)s”退回重新审核")),
    Step("discard", (E.COLLECTING, E.CONSOLIDATED), E.DISCARDED, P.CATALOGUE_CONSOLIDATE,
         label=N_("放弃这一版"), consequence=N_("不再征集、不发布；事项留着，同一年可以重新开始。"),
         done=N_("放弃了“%(caption)s”"), effect=g.tell_of_the_end, final=True),
    Step("resume", E.DISCARDED, E.COLLECTING, P.CATALOGUE_CONSOLIDATE,
         label=N_("重新开始这一版"), consequence=N_("各部门从现在起又可以提出、修改事项。"),
         done=N_("重新开始编制“%(caption)s”"), effect=g.tell_of_the_new_start),
    Step("supersede", E.PUBLISHED, E.SUPERSEDED, P.SYSTEM_TICK, g.a_newer_one_is_out,
         label=N_("由新一版替代"), done=N_("“%(caption)s”由新一版替代，转为历史版本")),
), path=(E.COLLECTING, E.CONSOLIDATED, E.REVIEWED, E.PUBLISHED)))

QUALIFIED_LIST = govern(QualifiedList, Lifecycle("qualified-list", N_("承接目录"), L, (
    Step("publish", L.DRAFT, L.PUBLISHED, P.QUALIFIED_PUBLISH, (g.somebody_is_on_it, g.not_the_compiler, g.no_newer_list_is_published,
          g.the_data_are_todays),
         within="qualified.publish", label=N_("发布"), consequence=N_("马上公开，上一年的目录转为历史版本。"),
         duty=N_("发布承接目录"), done=N_("发布了“%(caption)s”"), effect=g.publish_list, key=True, final=True),
    Step("discard", L.DRAFT, L.DISCARDED, P.QUALIFIED_MANAGE,
         label=N_("放弃这份草稿"), consequence=N_("不再送批、不发布；同一年可以重新编制。"),
         done=N_("放弃了“%(caption)s”的草稿"), final=True),
    Step("resume", L.DISCARDED, L.DRAFT, P.QUALIFIED_MANAGE, g.it_is_compiled_anew,
         label=N_("重新编制"), done=N_("重新开始编制“%(caption)s”")),
    Step("supersede", L.PUBLISHED, L.SUPERSEDED, P.SYSTEM_TICK, g.a_newer_list_is_out,
         label=N_("由新一年的目录替代"), done=N_("“%(caption)s”由新一年的目录替代，转为历史版本")),
), path=(L.DRAFT, L.PUBLISHED)))

QUALIFICATION = govern(Qualification, Lifecycle("qualification", N_("承接资格"), Q, (
    Step("suspend", Q.LISTED, Q.SUSPENDED, P.QUALIFIED_MANAGE, g.the_list_is_in_force, needs_reason=True,
         label=N_("暂停资格"), consequence=N_("从今天起目录上显示暂停；组织会收到理由，可以申诉。"),
         done=N_("暂停了“%(caption)s”的承接资格"), key=True),
    Step("restore", Q.SUSPENDED, Q.LISTED, P.QUALIFIED_MANAGE, g.the_list_is_in_force, needs_reason=True,
         label=N_("恢复资格"), consequence=N_("从今天起恢复在列。"),
         done=N_("恢复了“%(caption)s”的承接资格"), key=True),
    Step("remove", (Q.LISTED, Q.SUSPENDED), Q.REMOVED, P.QUALIFIED_PUBLISH, g.the_list_is_in_force, needs_reason=True,
         label=N_("移出目录"), consequence=N_("这一年不再恢复；组织会收到理由，可以申诉。"),
         done=N_("把“%(caption)s”移出承接目录"), key=True, final=True),
), path=(Q.LISTED,)))
# fmt: on
