"""The two faces of a paper, registered once per process, always embedded.

Text: WenQuanYi Micro Hei (all of GB2312 and GBK) and its monospaced twin for digests.
Titles: a Song face. The wheel carries it with PostScript outlines, which reportlab does not take, so
the characters that titles are written in are converted here, in memory, once: about a second.
A title with any other character is set whole in the text face, never half and half.
"""

from __future__ import annotations

import io
import threading
import unicodedata
from functools import lru_cache
from importlib.resources import files

import pylopdf_fonts_zh_cn
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont as SourceFont
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

SANS, MONO, SONG = "PaperSans", "PaperMono", "PaperSong"

# What the titles and headings of papers are written in; the tests look for what is missing here.
TITLE_CHARACTERS = "".join(chr(c) for c in range(0x20, 0x7F)) + (
    "　《》〈〉（）〔〕【】“”‘’、，。：；！？·—…－—×〇零一二三四五六七八九十百千万亿第年月日届期批次号"
    "电登记证书备案明社会组织团体服务机构民办非企业单位基金区街道街居委员申报回执受理通知立项中标公示结果"
    "评审专家随机抽取录项目协议合同书拨付款凭证入驻孵化基地评估报告末结整改满意度居民打印稿草案"
    "南京市雨花台建邺玄武秦淮鼓楼栖霞浦口江宁六溧水高淳苏省政府局厅财政农业教育卫生健康残疾联合"
    "公益创投征集采购益民生活养老助残幼儿童青少妇女关爱邻里调解纠纷志愿扶贫济困救急难心理咨询法律援"
    "文体育科技学校医疗院康复就培训读阅环保绿色平安全治理自提升能力共建享微金点子大赛精品薪火计划专"
    "为了的与和及其在有是不无人身份名称编者方甲乙丙丁签署章盖字署效力主要事由内容摘核验本件扫码地址付"
    "指标得分标准总预算明细支出来源时间进产出成效条款约定承接购买双权利义务变更终止违责任争议解决附则"
    "说规按据依据料清单数量额元角整大写小先后名次入选候补排除理由记见证种算法承诺布会计科借贷摘缘起"
    "需求回应背景目标受对象实施方案团队风险控制创新可持续发展传播推广经费使用管监督检查意见建议结论发现"
    "房间工位租期限考核续出壳退交还接季半上下前个每至起止订执行情况完比较问卷样低均值权重等优秀良好合格"
    "重新开启封存版物纸品各项行业商协商爱心之家友阳光梅岭石巷宁朝天门板桥铁心春赛虹西善"
    "作互探常陪独访障境冬寒士资给怎表姓序场供到达件话网络信息数据技术产业工商企税收入贷营市场质"
    "研究院馆园艺术舞戏曲歌音乐画摄影棋球跑步健骨慢病防疫护理口腔视听语言智慧数字媒体宣报刊图"
    "军退役烈属侨族宗台港澳外籍农民工快递骑手环卫司机店员职婚姻亲母婴孤单困难低保边缘临危纳凉"
    "楼栋邻间弄巷里坊亭台阁泉山湖溪林木花草树竹松柏菊荷莲莓红黄蓝绿白黑金银玉明月清风雨云雪露"
    "初赤橙青紫东西南北左右前后内外高低远近长短轻重快好真善仁义礼德孝慈恩感谢聚汇集合众群队班"
    "暖初夏晴桑榆星河望彩霞银龄乐守护伴同成长未来希梦想幸福温馨和谐新路城乡村户外小大多老旧中国家"
)

_lock = threading.Lock()


@lru_cache(maxsize=1)
def register() -> None:
    """Make the faces known to reportlab; cheap after the first call."""
    with _lock:
        rl_config.useA85 = 0  # streams as bytes, not as text: smaller and quicker
        faces = str(files("paperang_p2_fonts_cjk") / "fonts" / "wqy-microhei.ttc")
        pdfmetrics.registerFont(TTFont(SANS, faces, subfontIndex=0))
        pdfmetrics.registerFont(TTFont(MONO, faces, subfontIndex=1))
        pdfmetrics.registerFont(TTFont(SONG, io.BytesIO(_song())))
        for name in (SANS, MONO, SONG):
            pdfmetrics.registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)


def title_face(text: str) -> str:
    return SONG if set(text) <= _title_characters() else SANS


def printable(text: str) -> str:
    """What the text face can show: a character that it lacks is named by its code, never lost.

    Control characters and those that turn the direction of writing are left out: a name must not be
    able to print as another name.
    """
    known = _known()
    if all(ord(c) in known for c in text):
        return text
    return "".join(_shown(c, known) for c in text)


def _shown(character: str, known: frozenset[int]) -> str:
    if ord(character) in known or character == "\n":
        return character
    if character in "\t\u2028\u2029":
        return " "
    category = unicodedata.category(character)
    if category in ("Cc", "Cf") or 0xFE00 <= ord(character) <= 0xFE0F:
        return ""
    if category == "Zs":
        return " "
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and all(ord(c) in known for c in plain):
        return plain
    return f"〔U+{ord(character):04X}〕"


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    register()
    glyphs = pdfmetrics.getFont(SANS).face.charToGlyph
    return frozenset(c for c in glyphs if unicodedata.category(chr(c)) not in ("Cc", "Cf"))


@lru_cache(maxsize=1)
def _title_characters() -> frozenset[str]:
    return frozenset(TITLE_CHARACTERS)


def _song() -> bytes:
    """A TrueType face with the title characters, drawn from the Song face of the wheel."""
    source = SourceFont(str(pylopdf_fonts_zh_cn.serif_path()), lazy=True)
    outlines, map_ = source.getGlyphSet(), source.getBestCmap()
    wanted = sorted(c for c in {ord(c) for c in TITLE_CHARACTERS} if c in map_)
    names = {".notdef": ".notdef"} | {f"u{c:04X}": map_[c] for c in wanted}
    drawn, widths = {}, {}
    for name, original in names.items():
        pen = TTGlyphPen(None)
        outlines[original].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        drawn[name] = pen.glyph()
        widths[name] = outlines[original].width
    build = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    build.setupGlyphOrder(list(names))
    build.setupCharacterMap({c: f"u{c:04X}" for c in wanted})
    build.setupGlyf(drawn)
    build.setupHorizontalMetrics({name: (width, getattr(drawn[name], "xMin", 0)) for name, width in widths.items()})
    build.setupHorizontalHeader(ascent=source["hhea"].ascent, descent=source["hhea"].descent)
    build.setupNameTable({"familyName": "Paper Song", "styleName": "Regular", "psName": "PaperSong"})
    build.setupOS2(sTypoAscender=source["hhea"].ascent, sTypoDescender=source["hhea"].descent)
    build.setupPost(keepGlyphNames=False)
    build.font.recalcTimestamp = False
    build.font["head"].created = build.font["head"].modified = 0
    out = io.BytesIO()
    build.save(out)
    return out.getvalue()
