"""Amounts as a contract writes them: ``123,456.00`` and 壹拾贰万叁仟肆佰伍拾陆元整.

Own code, because the libraries round or drop what they do not expect. The rules are those of the
central bank for bills (支付结算办法 附一): one 零 for any run of zeros inside; 整 after 元 and 角,
never after 分; 零 before 分 when there are no 角; 壹拾, never a bare 拾.
"""

from __future__ import annotations

from portal.kernel.money import figures

LARGEST_FEN = 10**15

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def in_figures(fen: int) -> str:
    """``12345600`` as ``123,456.00``; a correction may be below zero."""
    _must_be_int(fen)
    return figures(fen)


def in_words(fen: int) -> str:
    """``12345600`` as 壹拾贰万叁仟肆佰伍拾陆元整."""
    _must_be_int(fen)
    if fen < 0:
        raise ValueError("an amount in words cannot be negative")
    if fen > LARGEST_FEN:
        raise ValueError(f"an amount in words is at most {in_figures(LARGEST_FEN)} yuan")
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    if not rest:
        return (_number(yuan) or "零") + "元整"
    words = _number(yuan) + "元" if yuan else ""
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif yuan:
        words += "零"
    return words + (_DIGITS[cents] + "分" if cents else "整")


def _must_be_int(fen: int) -> None:
    if isinstance(fen, bool) or not isinstance(fen, int):
        raise TypeError(f"an amount is an integer number of fen, not {type(fen).__name__}")


def _number(value: int) -> str:
    """Words of a whole number; empty for zero."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if value >= size:
            high, low = divmod(value, size)
            # 零 stands for the zeros between the two groups, however many they are.
            gap = "零" if low and low < size // 10 else ""
            return _number(high) + name + gap + _number(low)
    return _below_ten_thousand(value)


def _below_ten_thousand(value: int) -> str:
    words = ""
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            words += _DIGITS[digit] + _PLACES[place]
        elif words and value % 10**place and not words.endswith("零"):
            words += "零"
    return words
