"""What an empty inbox says to each role: when there will be something."""

from __future__ import annotations

from portal.kernel.roles import Role
from portal.kernel.words import N_

EMPTY_PLAIN = N_("您交上去的申请有了要补的、要签的，会出现在这里。")
EMPTY = {
    Role.RESIDENT: N_("您提的需求有了结果，会请您在这里评价。"),
    Role.LEGAL_REPRESENTATIVE: N_("要签的合同、要补的材料、要交的报告，会出现在这里。"),
    Role.CASE_OFFICER: N_("要补的材料、要交的报告、要改的活动记录，会出现在这里。"),
    Role.ACCOUNTANT: N_("拨款和台账在左边看；轮到您办的事会出现在这里。"),
    Role.ACCEPTOR: N_("有人提交登记申请，或者征集截止、要抽专家时，会出现在这里。"),
    Role.EXAMINER: N_("受理过的申请、要复核的拨款、要答复的质疑，会出现在这里。"),
    Role.APPROVER: N_("审核过的登记、公告、目录和要签的合同，会出现在这里。"),
    Role.DEPARTMENT_OFFICER: N_("目录征集事项时，会请您在这里提出本部门的事项。"),
    Role.STREET_OFFICER: N_("社区核对并公示过的备案、派到街道的需求，会出现在这里。"),
    Role.COMMITTEE_MEMBER: N_("要核对的备案、要确认的活动、要办的需求，会出现在这里。"),
    Role.GRID_WORKER: N_("采集需求从左边“居民需求”开始；派给您的事会出现在这里。"),
    Role.EXPERT: N_("被抽中评审或评估时，会先在这里请您确认有没有要回避的。"),
    Role.EVALUATOR: N_("委托给您的评估，会出现在这里。"),
    Role.INCUBATOR_MANAGER: N_("有人申请入驻，或者到了半年评定的时候，会出现在这里。"),
    Role.MENTOR: N_("导师不在这里办事。您辅导的组织在左边看。"),
    Role.FINANCE_OFFICER: N_("经办复核放行的拨款和投诉，会出现在这里。"),
    Role.KEY_KEEPER: N_("有要您办的事时，会出现在这里。"),
    Role.LEADER: N_("分管领导只看不办。项目和台账在左边。"),
    Role.SUPERVISOR: N_("监督只看不办。操作留痕在左边。"),
    Role.ADMINISTRATOR: N_("平台管理不办业务。基础数据在左边“平台管理”里。"),
    Role.SUPPORTER: N_("支持方不在这里办事。项目在“公开门户”里看。"),
}
