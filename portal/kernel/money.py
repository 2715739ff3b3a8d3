"""Money is an integer of fen. Yuan exist only in forms and on pages."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from portal.kernel.words import Refused, say

LIMIT = 10**15


def from_yuan(text: str) -> int:
    """``"1,234.50"`` (yuan, at most two decimals) → 123450 fen. Refuses anything else with a sentence."""
    cleaned = text.strip().replace(",", "").replace("，", "").removeprefix("¥").removeprefix("￥")
    try:
        yuan = Decimal(cleaned)
    except InvalidOperation:
        raise Refused(say("金额“%(text)s”不是数字，请写成 12345.00 这样", text=text[:30])) from None
    if not yuan.is_finite() or yuan.copy_abs() * 100 >= LIMIT:
        raise Refused(say("金额“%(text)s”太大", text=text[:30]))
    if yuan != yuan.quantize(Decimal("0.01")):
        raise Refused(say("金额最多写到分（两位小数）"))
    return int(yuan * 100)


def figures(fen: int) -> str:
    """12345600 → ``123,456.00``: what pages and documents print."""
    sign, fen = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def share(fen: int, percents: list[int]) -> list[int]:
    """Split by whole percents that add up to 100; parts are rounded down, the last part takes the remainder."""
    if sum(percents) != 100 or any(p < 0 for p in percents):
        raise ValueError("percents must be non-negative and add up to 100")
    parts = [fen * percent // 100 for percent in percents[:-1]]
    return [*parts, fen - sum(parts)]
