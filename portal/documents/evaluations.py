"""The evaluation report 评估报告, mid-term and final."""

from __future__ import annotations

from reportlab.platypus import Flowable

from portal.documents.facts import EvaluationReport, Satisfaction
from portal.documents.paper import PaperError, PaperFacts
from portal.documents.parts import LARGE, SMALL, amount, facts, gap, ledger, section, text, title
from portal.documents.sheet import day

_STAGES = {"mid": "中期评估", "final": "结项评估"}


def evaluation_report(paper: PaperFacts, f: EvaluationReport) -> list[Flowable]:
    if f["stage"] not in _STAGES:
        raise PaperError(f"stage is mid or final, not {f['stage']!r}")
    rows = [
        ("项目", f["project"]), ("协议编号", f["contract_number"]), ("实施单位", f["organization"]),
        ("评估方", f["evaluator"]), ("现场评估", day(f["visited_on"]) if "visited_on" in f else ""),
    ]  # fmt: skip
    criteria = [(c["name"], c["maximum"], c["score"], c.get("reason", "")) for c in f["criteria"]]
    progress = [(p["name"], p["planned"], p["reached"]) for p in f["progress"]]
    money = [("协议金额", f["contracted_fen"]), ("已拨付", f["paid_fen"]), ("自报支出", f["spent_fen"])]
    story = [
        *title(paper.title, _STAGES[f["stage"]]), facts([row for row in rows if row[1]]),
        *section("结论", text(f"{f['score']} 分　{f['grade']}", LARGE), gap(1), text(f["conclusion"])),
        *section("指标得分", ledger(("指标", "满分", "得分", "理由"), (50, 15, 15, 80), criteria, numbers=(1, 2))),
        *section("计划与完成", ledger(("内容", "计划", "完成"), (60, 50, 50), progress)),
        *section("资金", facts([(name, amount(fen)) for name, fen in money])),
    ]  # fmt: skip
    if "satisfaction" in f:
        story += section("居民满意度", *_satisfaction(f["satisfaction"]))
    story += section("发现", *_numbered(f["findings"]))
    if f.get("rectifications"):
        due = [text(f"整改期限：{day(f['rectify_by_on'])}前完成并提交证明。")] if "rectify_by_on" in f else []
        story += section("整改要求", *_numbered(f["rectifications"]), *due)
    return story


def _satisfaction(s: Satisfaction) -> list[Flowable]:
    if s["answers"] < s["minimum"]:
        return [text(f"样本不足：收到 {s['answers']} 份，至少需要 {s['minimum']} 份，不给出得分。")]
    if "mean" not in s:
        raise PaperError("satisfaction: enough answers, but no mean")
    rows = [("均值", f"{s['mean']} 分"), ("样本", f"{s['answers']} 份（至少 {s['minimum']} 份）")]
    if "low" in s and "high" in s:
        rows.append(("95% 置信区间", f"{s['low']} 至 {s['high']}"))
    if "weight" in s:
        rows.append(("占总分权重", f"{s['weight']}%"))
    return [facts(rows), text("评价为匿名，一人一票；平台不能把评价与个人对应。", SMALL)]


def _numbered(lines: list[str]) -> list[Flowable]:
    return [text(f"{n}. {words}") for n, words in enumerate(lines, start=1)] or [text("无")]
