"""One realistic paper of every kind. Organizations and people are fiction."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from portal.documents import KINDS, PaperFacts, paper_of

BUREAU = "南京市雨花台区民政局"
CALL = {"call_number": "雨民创〔2026〕9号", "call_title": "雨花台区第九届公益创投项目征集"}
LOT = "标段一　独居老人守望"
PROJECT = "银龄守望：西善桥街道独居老人日常探访与应急陪伴"
ORGANIZATION = "南京市雨花台区暖邻社会工作服务中心"
CODE = "52320114MJX000001A"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


PARTIES = [
    {
        "role": "甲方（购买方）",
        "name": BUREAU,
        "representative": "周明远",
        "address": "南京市雨花台区雨花南路 2 号",
        "phone": "025-0000 0000",
    },
    {
        "role": "乙方（承接方）",
        "name": ORGANIZATION,
        "code": CODE,
        "representative": "林知秋",
        "address": "南京市雨花台区西善桥街道梅岭路 18 号 2 楼",
        "bank": "演示银行雨花支行 0000 0000 0000 1234",
    },
]
SIGNATURES = [
    {
        "role": "甲方（购买方）",
        "party": BUREAU,
        "name": "周明远",
        "signed_at": "2026-05-15T10:00:03+08:00",
        "digest": sha("协议"),
    },
    {"role": "乙方（承接方）", "party": ORGANIZATION},
]
CLAUSES = [
    {
        "title": "项目实施",
        "text": "乙方按本协议所列产出、进度和预算实施项目，不得转包。\n确需调整的，应事先在平台提出变更，经甲方书面同意后执行；调整后的预算合计不得超过协议金额。",
    },
    {
        "title": "经费使用与监督",
        "text": "项目经费专款专用，单独核算。甲方、财政部门和审计机关有权检查经费使用情况，乙方应当配合并提供原始凭证。",
    },
    {
        "title": "评估与拨付",
        "text": "款项按拨付表所列条件拨付。中期评估不合格的，乙方应在整改期限内完成整改；整改未完成前暂停拨付。",
    },
    {"title": "违约责任", "text": "乙方虚报活动、套取资金的，甲方有权解除协议，追回已拨付资金，并按规定处理。"},
    {"title": "争议解决", "text": "因本协议发生争议的，双方协商解决；协商不成的，依法向甲方所在地人民法院提起诉讼。"},
]
OUTPUTS = [
    {"name": "入户探访", "target": "不少于 480 人次", "means": "探访记录、签到、照片"},
    {"name": "应急响应", "target": "接报后 30 分钟内到达，响应率不低于 95%", "means": "呼叫记录"},
    {"name": "志愿者培训", "target": "6 场，不少于 120 人次", "means": "签到表、考核"},
]
TIMETABLE = [
    {"name": "需求摸排，建立一人一档", "starts_on": "2026-06-01", "ends_on": "2026-06-30"},
    {"name": "日常探访与应急陪伴", "starts_on": "2026-07-01", "ends_on": "2027-03-31"},
    {"name": "提交结项材料", "ends_on": "2027-04-30"},
]


def budget(lines: int = 5) -> list[dict[str, Any]]:
    kinds = ("人员经费", "活动物资", "志愿者补贴", "宣传印刷", "管理费")
    return [
        {"category": kinds[n % 5], "item": f"第 {n + 1} 项：探访物资与意外保险", "basis": f"{n + 4} 次 × 800.50 元",
         "amount_fen": (n + 4) * 80050, "source": "福彩公益金" if n % 3 else "自筹"}
        for n in range(lines)
    ]  # fmt: skip


def contract(lines: int = 5) -> dict[str, Any]:
    total = sum(line["amount_fen"] for line in budget(lines))
    first, mid = total * 50 // 100, total * 30 // 100
    return {
        "parties": PARTIES, "project": PROJECT, "call_title": CALL["call_title"], "award_number": "雨立2026-0012",
        "lot": LOT, "summary": "为 40 位独居老人提供每周一次的探访。", "amount_fen": total,
        "starts_on": "2026-06-01", "ends_on": "2027-05-31",
        "tranches": [
            {"name": "首款", "event": "协议签订", "percent": "50", "amount_fen": first, "due": "签订后 10 个工作日内"},
            {"name": "中期款", "event": "中期评估合格", "percent": "30", "amount_fen": mid},
            {"name": "尾款", "event": "结项评估合格", "percent": "20", "amount_fen": total - first - mid},
        ],
        "budget": budget(lines), "budget_total_fen": total, "outputs": OUTPUTS, "timetable": TIMETABLE,
        "clauses": CLAUSES, "signatures": SIGNATURES,
    }  # fmt: skip


def package(lines: int = 8) -> dict[str, Any]:
    total = sum(line["amount_fen"] for line in budget(lines))
    return {
        "proposal_number": "雨申2026-0041", "version": 2, "submitted_at": "2026-04-10T16:58:59+08:00", **CALL,
        "lot": LOT, "project": PROJECT, "organization": ORGANIZATION, "organization_code": CODE,
        "implementer": "梅岭社区银龄互助队（备案）", "leader": "林知秋", "phone": "025-0000 0001",
        "starts_on": "2026-06-01", "ends_on": "2027-05-31", "beneficiaries": "西善桥街道 65 岁以上独居老人 40 人",
        "needs": ["雨需2026-0007 独居老人夜间无人应答", "雨需2026-0019 高龄老人就医陪同"],
        "sections": [
            {"title": "需求与背景", "text": "街道现有 65 岁以上独居老人 312 人，其中 40 人无子女在本市。\n2025 年接到夜间求助 27 次，平均到达时间 52 分钟。"},
            {"title": "实施方案", "text": "每周一次入户探访，建立健康与安全档案；发现异常当日报告社区。" * 6},
            {"title": "风险与控制", "text": "志愿者流失：每季度补训一次。\n老人突发疾病：与社区卫生服务中心联动。"},
        ],
        "outputs": OUTPUTS, "timetable": TIMETABLE, "budget": budget(lines), "requested_fen": total - 200000,
        "own_fen": 200000, "total_fen": total,
        "attachments": [{"name": "登记证书副本.pdf", "size_bytes": 482113, "sha256": sha("副本")}],
        "sha256": sha("申报书"),
    }  # fmt: skip


def all_facts() -> dict[str, dict[str, Any]]:
    publicity = {"publicity_from_on": "2026-05-01", "publicity_to_on": "2026-05-07"}
    return {
        "registration_certificate": {
            "organization": ORGANIZATION, "uscc": CODE, "organization_type": "社会服务机构", "legal_representative": "林知秋",
            "address": "南京市雨花台区西善桥街道梅岭路 18 号 2 楼", "capital_fen": 3000000,
            "scope": "开展老年人、残疾人、困境儿童的社会工作服务；承接政府委托的社区服务项目；志愿者培训。",
            "registered_on": "2026-03-18", "valid_from_on": "2026-03-18", "valid_to_on": "2030-03-17", "registrar": BUREAU,
        },
        "filing_certificate": {
            "group": "梅岭社区银龄互助队", "filing_number": "雨备2026-0003", "group_type": "社区社会组织（互助类）",
            "responsible_person": "吴桂兰", "community": "梅岭社区", "street": "西善桥街道", "members": 14,
            "activities": "邻里互助、老人探访、节日慰问", "filed_on": "2026-03-20", "sponsor": ORGANIZATION,
            "filed_by": "雨花台区西善桥街道社会组织服务中心",
        },
        "receipt": {
            "proposal_number": "雨申2026-0041", "version": 2, "proposal_title": PROJECT, "bidder": ORGANIZATION,
            "bidder_code": CODE, "submitted_by": "林知秋", "received_at": "2026-04-10T08:58:59+00:00",
            "deadline_at": "2026-04-10T17:00:00+08:00", "sha256": sha("申报书"), "size_bytes": 1482113, "files": 3, **CALL,
            "lot": LOT, "requested_fen": 24000000, "own_fen": 2000050, "total_fen": 26000050,
        },
        "award_notice": {
            "organization": ORGANIZATION, "organization_code": CODE, **CALL, "lot": LOT, "proposal_number": "雨申2026-0041",
            "project": PROJECT, "amount_fen": 24000000, "score": "88.60", "rank": 1, **publicity, "sign_by_on": "2026-06-06",
            "conditions": ["把“宣传印刷”一项压减到 5,000 元以内", "补充老人紧急联系人授权书样式"],
            "contact": "社会组织管理科 025-0000 0000",
        },
        "contract": contract(),
        "draw_record": {
            **CALL, "lot": LOT, "drawn_at": "2026-04-13T10:00:00+08:00", "pool_size": 142, "candidates": 131,
            "exclusions": [{"reason": "同单位任职", "count": 4}, {"reason": "三年内有劳务往来", "count": 5}, {"reason": "本人声明回避", "count": 2}],
            "panel_size": 5, "algorithm": "HMAC-SHA256(种子, 专家编号) 由小到大取前五名为正选，其后三名为候补",
            "commitment": sha("承诺"), "committed_at": "2026-04-11T09:00:00+08:00",
            "witnesses": [{"name": "陈立行", "unit": "区审计局", "value": "730114"}, {"name": "许念", "unit": "区公证处", "value": "梅花三弄"}],
            "seed": sha("种子"), "salt": sha("盐"), "round": 2, "agrees": True,
            "sealed": '{"candidates":["' + '","'.join(f"e{n:011d}" for n in range(131)) + f'"],"salt":"{sha("盐")}","size":5}}',
            "experts": [{"position": n, "name": f"专家 {n:02d} 号", "field": "老年服务", "standing": "正选" if n < 6 else "候补"} for n in range(1, 9)],
            "operator": "顾言",
        },
        "review_result": {
            **CALL, "lot": LOT, "rule": "五名评委各自打分，去掉一个最高分和一个最低分，取平均数，保留两位小数；同分按指标次序比较。",
            "panel_size": 5,
            "criteria": [{"name": "需求与必要性", "weight": "20", "maximum": "20"}, {"name": "方案可行性", "weight": "50", "maximum": "50"}, {"name": "预算合理性", "weight": "30", "maximum": "30"}],
            "ranking": [
                {"rank": 1, "proposal_number": "雨申2026-0041", "project": PROJECT, "organization": ORGANIZATION, "score": "88.60", "amount_fen": 24000000, "outcome": "拟立项"},
                {"rank": 2, "proposal_number": "雨申2026-0038", "project": "青石巷儿童课后陪伴", "organization": "青石巷儿童发展中心", "score": "84.20", "outcome": "候补"},
            ],
            "sheet": [
                {"proposal_number": "雨申2026-0041", "scores": ["88.0", "91.5", "89.3", "85.0", "88.5"], "dropped": [2, 4], "result": "88.60"},
                {"proposal_number": "雨申2026-0038", "scores": ["84.0", "80.0", "84.1", "84.5", "90.0"], "dropped": [2, 5], "result": "84.20"},
            ],
            "experts": ["郑一", "安二", "林三"], **publicity, "objection_to": "公示期内在平台“提出异议”，或书面送区民政局社会组织管理科",
        },
        "evaluation_report": {
            "stage": "final", "project": PROJECT, "contract_number": "雨协2026-0012", "organization": ORGANIZATION,
            "evaluator": "江宁同行公益评估中心", "visited_on": "2027-05-12",
            "criteria": [{"name": "产出完成", "maximum": "40", "score": "38", "reason": "探访 502 人次，超过计划"}, {"name": "财务合规", "maximum": "30", "score": "27", "reason": "两张发票补正后合规"}, {"name": "居民满意度", "maximum": "30", "score": "27.6"}],
            "score": "92.6", "grade": "优秀", "progress": [{"name": "入户探访", "planned": "480 人次", "reached": "502 人次"}],
            "contracted_fen": 24000000, "paid_fen": 19200000, "spent_fen": 23680050,
            "satisfaction": {"answers": 36, "minimum": 30, "mean": "92.0", "low": "88.4", "high": "95.6", "weight": "30"},
            "findings": ["档案齐全，探访频次高于计划", "应急响应平均 24 分钟"], "rectifications": ["补交 2027 年 3 月志愿者保险清单"],
            "rectify_by_on": "2027-06-15", "conclusion": "项目按协议完成，建议结项，拨付尾款。",
        },
        "tenancy_agreement": {
            "parties": [PARTIES[0] | {"role": "甲方（孵化基地）", "name": "雨花台区社会组织孵化基地"}, PARTIES[1] | {"role": "乙方（入驻方）"}],
            "incubator": "雨花台区社会组织孵化基地", "rooms": ["302 室（26 ㎡，4 个工位）"], "desks": 4, "rent_fen": 0, "rent_note": "水电按表自付",
            "starts_on": "2026-06-01", "ends_on": "2027-05-31",
            "services": ["办公场地和会议室", "项目策划与申报辅导", "政策咨询", "培训与展示", "社工派驻", "党建指导"],
            "assessment": "每半年一次，合格续驻，不合格限期整改", "handover_days": 15, "clauses": CLAUSES[-2:],
            "signatures": [SIGNATURES[0] | {"role": "甲方（孵化基地）", "party": "雨花台区社会组织孵化基地"}, SIGNATURES[1]],
        },
        "proposal_package": package(),
        "payment_voucher": {
            "contract_number": "雨协2026-0012", "project": PROJECT, "payee": ORGANIZATION, "payee_account": "演示银行雨花支行 0000 **** 1234",
            "payer": "南京市雨花台区财政局", "tranche": "首款（50%）", "source": "福彩公益金", "amount_fen": 12000050,
            "booked_at": "2026-05-20T09:30:00+08:00", "released_because": "协议已于 2026 年 5 月 15 日由双方签署",
            "entries": [
                {"account": "项目支出—公益创投", "summary": "首款", "debit_fen": 12000050, "credit_fen": 0},
                {"account": "福彩公益金存款", "summary": "首款", "debit_fen": 0, "credit_fen": 12000050},
            ],
            "prepared_by": "沈一禾", "approved_by": "方正清",
        },
    }  # fmt: skip


def paper(kind: str, facts: dict[str, Any] | None = None, **changes: Any) -> PaperFacts:
    settings = {
        "number": "雨演2026-0041", "title": KINDS[kind].name, "issued_at": datetime.fromisoformat("2026-05-15T10:00:00+08:00"),
        "issuer": BUREAU, "verify_url": "https://portal.example/verify/%E9%9B%A8%E6%BC%942026-0041", "demo": True,
    }  # fmt: skip
    return paper_of(kind, facts if facts is not None else all_facts()[kind], **(settings | changes))
