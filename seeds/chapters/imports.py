"""Tables that are brought in: one written, one that waits for its release with two warnings, one with mistakes, one just handed in."""

from __future__ import annotations

from portal.blueprints.forms import store
from portal.documents.tables import csv_bytes
from portal.domain.imports import operations
from portal.domain.imports.models import Import, ImportState, ImportTarget
from portal.domain.organizations.models import OrgType
from portal.kernel import lifecycle
from portal.workflows import importing
from seeds.chapters.organizations import code_for
from seeds.people import DISTRICT
from seeds.world import City

HEADINGS = ("社会组织名称", "登记类型", "领域", "统一社会信用代码", "所属街道", "业务主管单位", "法定代表人", "住所", "联系电话", "业务范围", "登记日期")


def _line(number: int, name: str, field: str, street: str, head: str, address: str, purpose: str, day: str) -> tuple[str, ...]:
    code = code_for(OrgType.SERVICE, number)
    return (name, "民办非企业单位", field, code, street, "区文化和旅游局", head, address, f"025-5240{number:04d}", purpose, day)


HELD = (
    _line(980, "南京市雨花台区老门牌口述史中心", "文化", "雨花街道", "门有声", "示例巷 3 号", "采集和整理居民口述史。", "2016年4月6日"),
    _line(981, "南京市雨花台区小板凳议事服务社", "纠纷调解", "铁心桥街道", "凳议和", "示例路 21 号", "居民议事、邻里调解。", "2017/9/12"),
    _line(982, "南京市雨花台区晚晴助浴服务中心", "养老服务", "西善桥街道", "晚小晴", "示例街 8 号", "为失能老人上门助浴。", "2018-11-02"),
)
NEAR = (
    _line(983, "南京市雨花台区旧书乡阅读推广中心", "文化", "雨花街道", "乡书来", "听雨路 40 号", "社区读书会。", "2021-06-18"),
    _line(984, "南京市雨花台区一米阳台环保服务中心", "环境保护", "赛虹桥街道", "书承远", "示例路 66 号", "阳台种植、垃圾分类。", "2022-03-09"),
    _line(990, "南京市雨花台区旧书香阅读推广中心", "文化", "雨花街道", "书承远", "听雨路 16 号", "旧书流转、社区读书会。", "2019-03-18"),
)
WRONG = (
    _line(985, "南京市雨花台区修伞补锅便民服务社", "城乡社区服务", "板桥街道", "伞不漏", "示例路 5 号", "小修小补。", "2020-02-30"),
    (*_line(986, "南京市雨花台区知了少年科学中心", "科技", "梅山街道", "知了了", "示例路 9 号", "少年科学营。", "2020-08-01")[:3], "52320114MJ00000000",
     *_line(986, "", "", "梅山街道", "知了了", "示例路 9 号", "少年科学营。", "2020-08-01")[4:]),
    _line(987, "南京市雨花台区屋檐下邻里互助中心", "城乡社区服务", "古雄街道", "檐下安", "示例路 11 号", "邻里互助。", "2020-10-20"),
)  # fmt: skip


def tell(city: City) -> None:
    held = _checked(city, -40, "社会组织名册-移交第一批.csv", HELD)
    _let_in(city, held, -39)
    with city.stand(city.moment(-39, 15)):
        while held.state is ImportState.WRITING:
            importing.write_slice(city.session, held.id)
    near = _checked(city, -1, "社会组织名册-移交第二批.csv", NEAR)
    with city.at(-1, 16) as session:
        operations.propose(session, near, by=city.actor("acceptor"))
    _checked(city, -1, "社会组织名册-街道补报.csv", WRONG)
    _brought(city, -1, "新设社区.csv", csv_bytes(("区划代码", "名称", "级别", "上级代码"), [("320114099", "示例新城街道", "街道", "320114")]),
             "admin", ImportTarget.REGIONS)  # fmt: skip


def _brought(city: City, day: int, filename: str, data: bytes, login: str, target: ImportTarget) -> Import:
    by = city.actor(login)
    with city.at(day, 14) as session:
        place = importing.place_for(session, by, target, DISTRICT if target is ImportTarget.REGIONS else "")
        return operations.begin(session, by=by, target=target, region_path=place.region_path, edition=None, filename=filename, size=len(data),
                                sha256=store().put(data))  # fmt: skip


def _checked(city: City, day: int, filename: str, lines: tuple[tuple[str, ...], ...]) -> Import:
    """As an old system writes it: in GB18030."""
    data = csv_bytes(HEADINGS, lines).decode("utf-8-sig").encode("gb18030")
    job = _brought(city, day, filename, data, "acceptor", ImportTarget.ORGANIZATIONS)
    book, format_ = importing.opened(store(), job), importing.place_of(city.session, job).columns
    seen = importing.look(book, format_)
    with city.at(day, 14, 10) as session:
        operations.say_columns(
            session, job, by=city.actor("acceptor"), sheet=seen.sheet, heading_row=seen.heading_row, headings=seen.headings,
            found=seen.found, overwrite=[c.key for c in format_ if not c.fixed], expected=len(lines), notes=book.notes,
        )  # fmt: skip
    with city.stand(city.moment(day, 14, 11)):
        importing.check_slice(city.session, store(), job.id)
    return job


def _let_in(city: City, job: Import, day: int) -> None:
    with city.at(day, 10) as session:
        operations.propose(session, job, by=city.actor("acceptor"))
    with city.at(day, 14) as session:
        lifecycle.move(session, job, "release", by=city.actor("examiner"))


