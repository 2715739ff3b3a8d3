"""From the draw to the award: 抽取记录, 评审结果, 立项通知书."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from portal.documents.amounts import in_figures
from portal.documents.facts import AwardNotice, DrawRecord, ReviewResult
from portal.documents.paper import PaperError, PaperFacts
from portal.documents.parts import (
    SMALL,
    both_ways,
    digest_text,
    facts,
    gap,
    ledger,
    section,
    span,
    text,
    title,
)  # fmt: skip
from portal.documents.sheet import day, moment


def award_notice(paper: PaperFacts, f: AwardNotice) -> list[Flowable]:
    rows = [
        ("项目名称", f["project"]), ("申报编号", f["proposal_number"]),
        ("征集", f"{f['call_title']}（{f['call_number']}）"),
        ("标段", f["lot"]), ("统一社会信用代码", f.get("organization_code")), ("资助金额", both_ways(f["amount_fen"])),
        ("评审得分", f.get("score")), ("标段内名次", f"第 {f['rank']} 名" if "rank" in f else ""),
        ("公示期", span(f["publicity_from_on"], f["publicity_to_on"])),
    ]  # fmt: skip
    story = [
        *title(paper.title), text(f"{f['organization']}："), gap(2),
        text(f"你单位申报的项目经资格审查、专家评审和公示，准予立项。请于 {day(f['sign_by_on'])}前"
             "登录平台签订项目协议；逾期未签又未说明理由的，按征集公告处理。"),
        gap(3), facts([row for row in rows if row[1]]),
    ]  # fmt: skip
    if f.get("conditions"):
        numbered = [text(f"{n}. {words}") for n, words in enumerate(f["conditions"], start=1)]
        story += section("签约前需要调整的内容", *numbered)
    if f.get("contact"):
        story += [gap(3), text(f"联系：{f['contact']}", SMALL)]
    return story


def draw_record(paper: PaperFacts, f: DrawRecord) -> list[Flowable]:
    out = sum(line["count"] for line in f["exclusions"])
    if f["pool_size"] - out != f["candidates"]:
        raise PaperError(f"draw: {f['pool_size']} in the pool less {out} excluded are not {f['candidates']} candidates")
    rows = [
        ("征集", f"{f['call_title']}（{f['call_number']}）"), ("标段", f["lot"]), ("抽取时间", moment(f["drawn_at"])),
        ("专家库人数", f"{f['pool_size']} 人"), ("排除", f"{out} 人"), ("候选人数", f"{f['candidates']} 人"),
        ("抽取席位", f"{f['panel_size']} 席"), ("操作人", f["operator"]),
    ]  # fmt: skip
    if f.get("round", 1) > 1:
        rows.insert(2, ("补充抽取", f"第 {f['round']} 次抽取：候补专家已经用完"))
    experts = [
        (e["position"], e["name"], e.get("unit", ""), e.get("field", ""), e["standing"], e.get("note", ""))
        for e in f["experts"]
    ]
    witnesses = [(w["name"], w["unit"], w["value"]) for w in f["witnesses"]]
    return [
        *title(paper.title, "凭本页所列承诺、见证值和算法，任何人都可以重算这次抽取。"), facts(rows),
        *section("排除的理由", ledger(("理由", "人数"), (130, 30),
                                  [(e["reason"], e["count"]) for e in f["exclusions"]], numbers=(1,))),
        *section("抽取结果", ledger(("顺序", "专家", "单位", "专业", "身份", "说明"), (12, 24, 48, 30, 16, 30),
                                experts)),
        *section("见证人给出的值", ledger(("见证人", "单位", "值"), (30, 60, 70), witnesses)),
        *section("怎样重算", facts([
            ("事先公布的承诺", digest_text(f["commitment"])), ("承诺公布时间", moment(f["committed_at"])),
            ("种子", digest_text(f["seed"]) if len(f["seed"]) == 64 else f["seed"]), ("算法", f["algorithm"]),
            *([("盐", digest_text(f["salt"]))] if "salt" in f else []),
        ])),
        *_recomputed(f),
    ]  # fmt: skip


def _recomputed(f: DrawRecord) -> list[Flowable]:
    """Every input in its sealed spelling, and whether the portal came to the same result again."""
    if "sealed" not in f:
        return []
    verdict = "门户在出具本页时重新计算，摘要、种子和次序都相同。" if f["agrees"] else "门户在出具本页时重新计算，结果不同。"
    said = "承诺是下面这段文字（UTF-8，不含换行）的 SHA-256，其中列有全部候选和排除的专家编号："
    return section("复算", text(verdict), gap(1), text(said), gap(1), text(in_pieces(f["sealed"]), SMALL))


def in_pieces(words: str, length: int = 90) -> str:
    """A long text without blanks, broken into lines of so many characters."""
    return "\n".join(words[start:start + length] for start in range(0, len(words), length))


def review_result(paper: PaperFacts, f: ReviewResult) -> list[Flowable]:
    ranking = [
        (r["rank"], r["proposal_number"], r["project"], r["organization"], r["score"],
         in_figures(r["amount_fen"]) if "amount_fen" in r else "", r["outcome"])
        for r in f["ranking"]
    ]  # fmt: skip
    story = [
        *title(paper.title, f"{f['call_title']}（{f['call_number']}）　标段：{f['lot']}"),
        facts([("公示期", span(f["publicity_from_on"], f["publicity_to_on"])), ("计分规则", f["rule"]),
               ("评审小组", f"{f['panel_size']} 人"), ("异议的提出", f["objection_to"])]),
        *section("名次", ledger(("名次", "申报编号", "项目", "申报单位", "得分", "金额（元）", "结果"),
                              (11, 30, 42, 36, 15, 24, 18), ranking, numbers=(4, 5))),
        *section("评审指标", ledger(("指标", "权重", "满分"), (110, 25, 25),
                                [(c["name"], c["weight"], c["maximum"]) for c in f["criteria"]], numbers=(1, 2))),
        *section("分数表（不署名）", _sheet(f), gap(1),
                 text("加方括号的分数按计分规则不计入。各列按固定次序排列，与专家名单的次序无关。", SMALL)),
    ]  # fmt: skip
    if f.get("experts"):
        story += section("评审专家（按姓名排序）", text("、".join(sorted(f["experts"]))))
    return story


def _sheet(f: ReviewResult) -> Flowable:
    size = f["panel_size"]
    rows = []
    for row in f["sheet"]:
        if len(row["scores"]) != size:
            raise PaperError(f"sheet: {row['proposal_number']} has {len(row['scores'])} scores from a panel of {size}")
        dropped = set(row.get("dropped", []))
        shown = [f"[{score}]" if n in dropped else score for n, score in enumerate(row["scores"], start=1)]
        rows.append((row["proposal_number"], *shown, row["result"]))
    columns = ("申报编号", *[f"评委{n}" for n in range(1, size + 1)], "得分")
    widths = (34 * mm, *[(126 * mm - 20 * mm) / size] * size, 20 * mm)
    return ledger(columns, widths, rows, numbers=tuple(range(1, size + 2)))
