"""Help: a guide for every role, the same words as in docs/zh; nothing of a text is taken as HTML."""

from __future__ import annotations

import pytest

from portal.blueprints.help.glossary import GLOSSARY
from portal.blueprints.help.routes import DOCS, ROLES
from portal.blueprints.help.text import rendered

PAGES = ("/help", "/help/signing-in", "/help/figures", "/help/digests", "/help/privacy", "/help/accessibility", "/help/glossary")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_has_a_guide_with_the_four_parts(client, role):
    page = client.page(f"/help/guides/{role}")
    assert page.heading
    assert [part for part in ("来办什么", "之后") if part not in page.all("//article//h2/text()")] == []
    assert page.all("//article//ol/li")


def test_the_guides_and_the_documents_are_the_same_set():
    texts = {"figures", "digests", "privacy", "accessibility", "signing-in", "notices"}
    assert {path.stem for path in (DOCS / "zh").glob("*.md")} == set(ROLES) | texts


def test_every_link_of_a_guide_leads_somewhere(client):
    for role in ROLES:
        page = client.page(f"/help/guides/{role}")
        for link in page.all("//article//a/@href"):
            assert client.get(link, follow_redirects=True).status_code == 200, f"{role}: {link}"


@pytest.mark.parametrize("address", PAGES)
def test_a_help_page_speaks_both_languages(client, address):
    assert client.page(f"{address}?lang=zh").title
    english = client.page(f"{address}?lang=en")
    assert english.one("/html/@lang") == "en"
    assert english.heading


def test_the_english_privacy_page_is_english(client):
    assert client.page("/help/privacy?lang=en").heading == "Privacy"


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_guide_is_english_in_english(client, role):
    page = client.page(f"/help/guides/{role}?lang=en")
    assert page.all("//article/@lang") == []
    assert [part for part in ("What you come for", "Afterwards") if part not in page.all("//article//h2/text()")] == []
    assert [c for c in (DOCS / "en" / f"{role}.md").read_text("utf-8") if "\u4e00" <= c <= "\u9fff"] == []


def test_every_text_is_there_in_both_languages():
    assert {path.name for path in (DOCS / "zh").glob("*.md")} == {path.name for path in (DOCS / "en").glob("*.md")}


def test_there_is_no_guide_for_nobody(client):
    assert client.get("/help/guides/nobody").status_code == 404
    assert client.get("/help/guides/..%2Fprivacy").status_code == 404


def test_the_glossary_has_both_languages_and_no_term_twice(client):
    page = client.page("/help/glossary")
    assert len(page.all("//tbody/tr")) == len(GLOSSARY)
    assert len({term.chinese for term in GLOSSARY}) == len(GLOSSARY)


#: What the field calls things; every one of them is explained.
TERMS_OF_THE_FIELD = ["行政区划", "社会组织", "社会团体", "社会服务机构", "基金会", "社区社会组织", "登记", "直接登记", "备案", "统一社会信用代码", "业务主管单位", "年度工作报告", "等级评估", "活动异常名录", "严重违法失信名单", "注销", "撤销", "职能转移目录", "购买服务指导性目录", "承接目录", "购买主体", "承接主体", "需求", "需求清单", "项目指引", "公益创投", "精品社区建设", "薪火计划", "为民服务专项资金", "政府购买服务采购", "专项资金项目申报", "微项目", "金点子", "提案大赛", "标段", "申报书", "标书", "封存", "开启", "资格审查", "专家库", "随机抽取", "回避", "评审小组", "评分细则", "指标", "路演", "答辩", "公示", "质疑", "投诉", "立项", "中标", "协议", "合同", "项目", "验收", "拨付", "首款", "中期款", "尾款", "活动记录", "服务人次", "受益人", "中期评估", "末期评估", "整改", "居民满意度", "评估等次", "年终考核等次", "孵化基地", "入驻", "出壳", "认购", "优秀案例", "居委会", "暂停事由", "双随机抽查", "举报", "受理", "审核", "批准", "补正", "退回", "不予", "经办人", "工作日"]


def test_every_term_of_the_field_is_explained():
    explained = "、".join(term.chinese for term in GLOSSARY)
    assert [term for term in TERMS_OF_THE_FIELD if term not in explained] == []


def test_every_term_has_an_address_of_its_own_on_the_page(client):
    page = client.page("/help/glossary")
    assert page.all("//tbody//span/@id") == [term.key for term in GLOSSARY]


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_the_english_glossary_explains_in_english(client):
    page = client.page("/help/glossary?lang=en")
    meanings = [" ".join("".join(cell.itertext()).split()) for cell in page.all("//tbody/tr/td[last()]")]
    assert [text for text in meanings if not text or any("\u4e00" <= c <= "\u9fff" for c in text)] == []


def test_headings_lists_links_and_bold_are_rendered():
    text = rendered("# 题\n\n## 节\n一段**要紧**的话，见[首页](/)。\n- 甲\n- 乙\n1. 先\n2. 后\n")
    assert text.title == "题"
    assert str(text.body) == (
        "<h2 class=\"mt-4 mb-2\">节</h2>\n<p>一段<strong>要紧</strong>的话，见<a href=\"/\">首页</a>。</p>\n"
        "<ul><li>甲</li><li>乙</li></ul>\n<ol><li>先</li><li>后</li></ol>"
    )


@pytest.mark.parametrize("bad", ["<script>x</script>", "[x](javascript:alert(1))", "[x](//evil.example)", "`<b>`"])
def test_nothing_of_a_text_becomes_active(bad):
    body = str(rendered(bad).body)
    assert "<script" not in body
    assert "href" not in body
    assert "<b>" not in body
