"""Notices in the portal and the letters that go with them."""

from __future__ import annotations

import email
import email.policy
import smtplib
from pathlib import Path

import pytest
from flask import g

from portal.domain.organizations.models import Filing
from portal.gateways import mail
from portal.gateways.mail import FileMailer, Letter, SmtpMailer, mailer_of
from portal.kernel import outbox
from portal.kernel.channels import Kind, Pace
from portal.kernel.outbox import Notice, OutboxMessage
from portal.kernel.people import User
from portal.kernel.words import say
from portal.workflows import digests, preferences
from tests.blueprints.desk_world import notice

LETTER = Letter("mail-key-1", "a@example.cn", "第一行\n第二行", "正文", "<p>正文</p>")


def letters(app):
    folder = Path(app.config["PORTAL_DATA_DIR"]) / "mail"
    return [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in sorted(folder.glob("*.eml"))]


@pytest.fixture(autouse=True)
def _empty_letterbox(request):
    if "app" in request.fixturenames:
        folder = Path(request.getfixturevalue("app").config["PORTAL_DATA_DIR"]) / "mail"
        for file in folder.glob("*.eml") if folder.exists() else ():
            file.unlink()


@pytest.fixture
def carried_out(app, worker_outbox):
    """The worker stands in the application's context, as its command does."""

    def work():
        with app.app_context():
            return worker_outbox()

    return work


def test_a_visitor_has_no_notices(client):
    assert client.get("/notices").location == "/login?next=/notices"


def test_a_notice_leads_to_its_record_and_counts_in_the_navigation(client, session):
    notice(session, "ngo")
    client.login("ngo")
    page = client.page("/notices")
    assert page.all("//tbody//a/text()") == ["“晨风太极队”退回了"]
    assert page.one("//tbody//a/@href").startswith("/filings/")
    assert page.all("//nav[@class='side']//a[@href='/notices']/span[@class='n']/text()") == ["1"]


def test_one_notice_is_marked_as_read(client, session):
    notice(session, "ngo")
    client.login("ngo")
    number = session.query(Notice.id).scalar()
    page = client.submit("/notices", f"/notices/{number}/read")
    assert "已读" in page.one("//tbody").xpath("string()")
    assert page.all("//nav[@class='side']//a[@href='/notices']/span[@class='n']") == []


def test_all_notices_are_marked_as_read(client, session):
    notice(session, "ngo")
    notice(session, "ngo2")
    client.login("ngo")
    page = client.submit("/notices", "/notices/read")
    assert "已把 1 条标为已读。" in page.text
    assert session.query(Notice).filter(Notice.read_at.is_(None)).count() == 1


def test_nobody_marks_the_notice_of_somebody_else(client, session):
    notice(session, "ngo")
    client.login("ngo2")
    client.page("/notices")
    client.post(f"/notices/{session.query(Notice.id).scalar()}/read")
    assert session.query(Notice).filter(Notice.read_at.is_(None)).count() == 1


def test_a_notice_also_goes_out_as_a_letter_with_the_link(app, client, session, carried_out):
    notice(session, "ngo")
    assert carried_out() == 1
    letter = letters(app)[0]
    assert letter["To"] == "ngo@demo.invalid"
    assert "“晨风太极队”退回了" in letter["Subject"]
    for part in ("plain", "html"):
        assert "http://portal.test/filings/" in letter.get_body((part,)).get_content()


@pytest.mark.parametrize(("locale", "greeting", "footer", "other"), [
    ("en", "Dear 顾南乔,", "please do not reply", "您好"), ("zh", "顾南乔，您好：", "自动发出", "Dear"),
])  # fmt: skip
def test_a_letter_speaks_its_readers_language_whoever_caused_it(app, session, carried_out, locale, greeting, footer, other):
    session.query(User).filter_by(login="ngo").update({"locale": locale, "email": "reader@example.cn"})
    notice(session, "ngo")
    session.commit()
    with app.test_request_context():  # somebody with the other language on the screen presses the button
        g.locale = "zh" if locale == "en" else "en"
        carried_out()
        assert g.locale != locale
    (letter,) = [m for m in letters(app) if m["To"] == "reader@example.cn"]
    for part in ("plain", "html"):
        text = letter.get_body((part,)).get_content()
        assert greeting in text
        assert footer in text
        assert other not in text
    assert f'lang="{locale}' in letter.get_body(("html",)).get_content()


def test_a_letter_that_was_sent_is_not_written_again(app, session, carried_out):
    notice(session, "ngo")
    carried_out()
    message = session.query(OutboxMessage).one()
    message.sent_at = None
    carried_out()
    assert len(letters(app)) == 1


def test_the_list_is_narrowed_to_a_process_and_to_what_is_new(client, session, as_person):
    notice(session, "ngo", "“甲”退回了")
    user = session.get(User, as_person("ngo").user_id)
    outbox.tell(session, [user.id], say("账号的事"), user)
    session.commit()
    client.login("ngo")
    lines = "//tbody/tr/th"
    assert len(client.page("/notices").all(lines)) == 2
    assert [" ".join(x.itertext()).strip() for x in client.page("/notices?process=filing").all(lines)] == ["“甲”退回了"]
    assert len(client.page("/notices?process=call").all(lines)) == 2  # nothing was told of it: no such choice
    number = session.query(Notice.id).filter_by(msgid="“甲”退回了").scalar()
    after = client.submit("/notices?process=filing", f"/notices/{number}/read")
    assert after.response.request.query_string == b"process=filing"
    assert len(client.page("/notices?unread=1").all(lines)) == 1
    assert "没有符合条件的通知。" in client.page("/notices?process=filing&unread=1").text


def test_a_notice_leads_nowhere_once_its_reader_may_not_read_the_record(client, session):
    notice(session, "ngo")
    session.query(Filing).update({"applicant_id": session.query(User.id).filter_by(login="ngo2").scalar()})
    session.commit()
    client.login("ngo")
    page = client.page("/notices")
    assert page.all("//tbody//a") == []
    assert "“晨风太极队”退回了" in page.text


def test_a_letter_can_be_stopped_by_one_click_and_says_so(app, session, carried_out, client):
    notice(session, "ngo")
    carried_out()
    (letter,) = letters(app)
    address = letter["List-Unsubscribe"].strip("<>")
    assert address.startswith("http://portal.test/notices/mail/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in ("plain", "html"):
        assert address in letter.get_body((part,)).get_content()
    path = address.removeprefix("http://portal.test")
    assert app.test_client().post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    notice(session, "ngo", "“又一件”退回了")
    carried_out()
    assert len(letters(app)) == 1


def test_a_decision_that_must_be_served_cannot_be_stopped_and_says_by_which_law(app, session, carried_out, as_person):
    user = session.get(User, as_person("ngo").user_id)
    outbox.tell(session, [user.id], say("不予登记"), user, served="行政许可法第四十四条")
    session.commit()
    carried_out()
    (letter,) = letters(app)
    assert letter["List-Unsubscribe"] is None
    for part in ("plain", "html"):
        text = letter.get_body((part,)).get_content()
        assert "依据行政许可法第四十四条，这份通知必须送达，不能退订。" in text
        assert "/notices/mail/" not in text


def test_a_letter_that_was_written_before_its_reader_unsubscribed_is_not_sent(app, session, carried_out, as_person):
    notice(session, "ngo")
    preferences.save(session, by=as_person("ngo"), choices={Kind.PROGRESS: set()}, pace=Pace.AT_ONCE, quiet_from=21, quiet_until=8)
    session.commit()
    assert carried_out() == 1
    assert letters(app) == []


def test_a_digest_is_one_letter_with_a_way_to_each_record(app, session, carried_out, as_person, frozen_time):
    preferences.save(session, by=as_person("ngo"), choices={}, pace=Pace.DAILY, quiet_from=21, quiet_until=8)
    notice(session, "ngo", "“甲”退回了")
    notice(session, "ngo", "“乙”退回了")
    assert digests.build(session) == 1
    carried_out()
    (letter,) = letters(app)
    assert letter["Subject"] == "[雨花公益] 通知汇总：2 条"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in ("plain", "html"):
        text = letter.get_body((part,)).get_content()
        assert text.index("“甲”退回了") < text.index("“乙”退回了")
        assert text.count("http://portal.test/filings/") == 2


HOSTILE = "恶意\r\nBcc: all@example.cn\r\n\r\n<script>alert(1)</script>\x00“\u202e&amp;{{ 7*7 }}%(x)s"


def test_hostile_names_reach_no_header_and_no_markup(app, session, carried_out, as_person):
    user = session.get(User, as_person("ngo").user_id)
    user.name = HOSTILE.replace("\x00", "")[:60]
    outbox.tell(session, [user.id], say("“%(caption)s”退回了", caption=HOSTILE.replace("\x00", "")), user)
    session.commit()
    carried_out()
    (letter,) = letters(app)
    assert letter["Bcc"] is None
    assert letter.defects == []
    assert letter["Subject"].startswith("[雨花公益] “恶意 Bcc: all@example.cn <script>")
    html = letter.get_body(("html",)).get_content()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "{{ 7*7 }}%(x)s" in letter.get_body(("plain",)).get_content()


def test_who_signs_up_on_an_english_page_is_written_to_in_english(client, session):
    client.page("/signup?lang=en")
    client.submit("/signup", None, login="newcomer", name="New Comer", email="new@example.cn", password="a long enough phrase",
                  again="a long enough phrase", agreed="y")  # fmt: skip
    assert session.query(User.locale).filter_by(login="newcomer").scalar() == "en"


def test_a_person_without_an_address_gets_no_letter(app, session, carried_out):
    notice(session, "ngo")
    session.query(User).filter_by(login="ngo").one().email = None
    assert carried_out() == 1
    assert letters(app) == []


def test_the_file_mailer_writes_one_file_for_a_key(tmp_path):
    mailer = FileMailer(tmp_path, "portal@example.invalid")
    mailer.send(LETTER)
    mailer.send(LETTER)
    assert [file.name for file in tmp_path.iterdir()] == ["mail-key-1.eml"]


def test_a_subject_cannot_smuggle_a_header():
    message = mail.composed(LETTER, "雨花公益 <portal@example.invalid>")
    assert message["Subject"] == "第一行 第二行"
    assert message["Message-ID"] == "<mail-key-1@example.invalid>"


class Server:
    """What the SMTP gateway says to a server."""

    def __init__(self, log, secure):
        self.log, self.secure = log, secure

    def ehlo(self):
        self.log.append("ehlo")

    def has_extn(self, name):
        return self.secure

    def starttls(self, context):
        self.log.append("starttls")

    def login(self, user, password):
        self.log.append(f"login {user} {password}")

    def send_message(self, message):
        self.log.append(f"send {message['To']}")

    def close(self):
        self.log.append("close")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.log.append("quit")


def test_smtp_is_spoken_over_tls_and_with_the_password(monkeypatch):
    log = []
    monkeypatch.setattr(smtplib, "SMTP", lambda host, port, timeout: log.append(f"{host} {port}") or Server(log, True))
    SmtpMailer("smtp://u%40x:p%3A1@mail.example.cn:587", "portal@example.cn").send(LETTER)
    assert log == ["mail.example.cn 587", "ehlo", "starttls", "ehlo", "login u@x p:1", "send a@example.cn", "quit"]


def test_a_password_never_travels_in_the_clear(monkeypatch):
    log = []
    monkeypatch.setattr(smtplib, "SMTP", lambda host, port, timeout: Server(log, False))
    with pytest.raises(smtplib.SMTPNotSupportedError):
        SmtpMailer("smtp://u:p@mail.example.cn", "portal@example.cn").send(LETTER)
    assert log == ["ehlo", "close"]


def test_the_configuration_chooses_the_gateway(tmp_path):
    config = {"PORTAL_MAIL_FROM": "a@b.cn", "PORTAL_MAIL_URL": "", "PORTAL_DATA_DIR": str(tmp_path)}
    assert isinstance(mailer_of(config), FileMailer)
    assert isinstance(mailer_of({**config, "PORTAL_MAIL_URL": "smtps://mail.example.cn"}), SmtpMailer)
    with pytest.raises(ValueError, match="smtp://"):
        mailer_of({**config, "PORTAL_MAIL_URL": "http://mail.example.cn"})
