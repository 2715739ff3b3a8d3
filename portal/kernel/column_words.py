"""Headings under which the columns of other people's tables are known, and the example that a template shows.

These are data: tables that are brought in are Chinese, whatever language their reader prefers, and a template must be read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.kernel.columns import Column

#: table → column → (example, other headings)
WORDS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "organizations": {
        "name": ("（示例）雨花台区示例阅读推广中心", ("社会组织名称", "单位名称", "组织名称", "机构名称")),
        "org_type": ("社会服务机构", ("组织类型", "社会组织类型", "登记类型")),
        "field": ("文化", ("领域", "行业", "服务领域", "行业分类", "业务类别")),
        "uscc": ("52320114MJ0000RX12", ("信用代码", "社会信用代码", "统一代码")),
        "filing_number": ("", ("备案号", "备案证号")),
        "region_code": ("", ("区划", "区划代码", "所属街道", "所在街道", "街道", "所属区划", "所在地", "社区")),
        "authority": ("区文化和旅游局", ("主管单位", "业务指导单位")),
        "legal_representative": ("示例人", ("负责人", "法人", "法人代表", "法定代表人姓名", "负责人姓名")),
        "identity": ("", ("身份证号", "身份证号码", "法人身份证号", "公民身份号码", "证件号码")),
        "address": ("听雨路 12 号", ("地址", "住所地址", "注册地址", "登记住所", "办公地址")),
        "phone": ("025-52400000", ("联系电话", "联系方式", "固定电话", "手机")),
        "purpose": ("旧书流转、社区读书会", ("业务范围", "宗旨", "章程宗旨")),
        "capital_fen": ("30000", ("注册资金", "开办资金", "原始基金", "活动资金")),
        "full_time_staff": ("3", ("专职工作人员数", "从业人数", "专职人员")),
        "members": ("0", ("会员人数", "单位会员数")),
        "registered_on": ("2020-05-15", ("登记日期", "成立日期", "登记时间", "成立时间", "备案日期", "注册日期", "发证日期")),
    },
    "experts": {
        "login": ("（示例）zhuanjia01", ("账号", "用户名")),
        "name": ("示例人", ("专家姓名",)),
        "identity": ("", ("身份证号码", "公民身份号码", "证件号码")),
        "unit": ("示例大学", ("单位", "所在单位")),
        "title": ("副教授", ("职称", "职务")),
        "fields": ("养老服务", ("领域", "专业领域", "评审领域")),
    },
    "regions": {
        "code": ("320114999", ("代码", "行政区划代码")),
        "name": ("（示例）示例街道", ("区划名称", "单位名称")),
        "level": ("街道", ("层级",)),
        "parent": ("320114", ("上级代码", "所属上级", "父级代码")),
    },
    "service_items": {
        "code": ("A", ("目录代码", "编码", "品目编码")),
        "name": ("（示例）基本公共服务", ("购买目录", "品目名称", "服务名称", "目录名称")),
        "kind": ("", ()), "quantity": ("", ()), "scope": ("", ("服务范围",)), "service_object": ("", ("服务对象",)),
        "funding_source": ("", ()), "supervision": ("", ("监督和考核",)), "rewards": ("", ("奖惩", "奖励和惩罚")),
    },
    "transfer_items": {
        "code": ("Z001", ("代码", "事项编号", "编码")),
        "department": ("", ("部门", "职能部门", "责任部门")),
        "name": ("（示例）行业标准宣传培训", ("名称", "职能名称", "转移职能")),
        "legal_basis": ("写明法规、文件的名称", ("依据",)),
        "mode": ("委托", ("转移方式", "承接方式")),
        "takers": ("具备承接资格的行业协会", ("承接主体", "承接主体条件")),
        "cost_basis": ("按年度预算安排", ("经费", "经费标准")),
        "starts_on": ("2026-07-01", ("实施日期", "启动日期")),
    },
}  # fmt: skip


def worded(table: str, columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with their words; the example of a list without one is its first choice."""
    return tuple(_worded(column, *WORDS[table][column.key]) for column in columns)


def _worded(column: Column, example: str, synonyms: tuple[str, ...]) -> Column:
    return replace(column, example=example or next(iter(column.choices), ""), synonyms=synonyms)
