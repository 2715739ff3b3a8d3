"""The gateways of short messages: files here, signed HTTP there."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import config
from portal.gateways.texting import LENGTH, FileTexter, HttpTexter, NotTaken, Text, short, signature, texter_of

MESSAGE = Text("sms", "sms-key/../1", "19900000001", "【雨花公益】“晨风太极队”退回了。登录门户查看")


@pytest.fixture
def server():
    """A gateway on this machine: keeps what it was asked and answers what it is told to."""
    asked, answer = [], {"status": 202}

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answer["status"])
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            return

    with HTTPServer(("127.0.0.1", 0), Gateway) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/send?to=cn", asked, answer
        running.shutdown()
        thread.join()


def test_a_gateway_is_asked_with_the_key_and_a_signature(server):
    address, asked, _answer = server
    HttpTexter(address, "a secret that both know").send(MESSAGE)
    ((path, headers, body),) = asked
    assert path == "/send?to=cn"
    assert json.loads(body) == {"channel": "sms", "key": "sms-key/../1", "to": "19900000001", "text": MESSAGE.text}
    assert headers["Idempotency-Key"] == "sms-key/../1"
    assert headers["X-Portal-Signature"] == signature("a secret that both know", headers["X-Portal-Time"], body)


@pytest.mark.parametrize("status", [302, 400, 401, 429, 500, 503])
def test_whatever_is_not_taken_over_is_a_failure_and_no_redirect_is_followed(server, status):
    address, asked, answer = server
    answer["status"] = status
    with pytest.raises(NotTaken, match=str(status)):
        HttpTexter(address, "secret").send(MESSAGE)
    assert len(asked) == 1


@pytest.mark.parametrize(("address", "secret"), [("ftp://gateway.example", "secret"), ("https://", "secret"), ("https://gateway.example", "")])
def test_a_gateway_without_address_or_secret_is_refused(address, secret):
    with pytest.raises(ValueError, match="gateway"):
        HttpTexter(address, secret)


def test_the_local_gateway_writes_one_file_for_a_key_and_stays_in_its_folder(tmp_path):
    texter = FileTexter(tmp_path / "sms")
    texter.send(MESSAGE)
    texter.send(Text("sms", MESSAGE.key, MESSAGE.to, "anders"))
    (file,) = (tmp_path / "sms").iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["text"] == MESSAGE.text


def test_the_configuration_chooses_the_gateway(tmp_path):
    here = config.load({"PORTAL_DATA_DIR": str(tmp_path)})
    assert isinstance(texter_of(here, "sms"), FileTexter)
    there = config.load({"PORTAL_WECHAT_URL": "https://gateway.example/x", "PORTAL_WECHAT_SECRET": "s" * 16})
    assert isinstance(texter_of(there, "wechat"), HttpTexter)
    assert isinstance(texter_of(there, "sms"), FileTexter)


@pytest.mark.parametrize("changed", [
    {"PORTAL_SMS_URL": "http://gateway.example", "PORTAL_SMS_SECRET": "s" * 16},
    {"PORTAL_WECHAT_URL": "https://gateway.example", "PORTAL_WECHAT_SECRET": "short"},
])  # fmt: skip
def test_production_refuses_a_gateway_in_the_clear_or_with_a_short_secret(changed):
    base = {"PORTAL_ENV": "production", "PORTAL_BASE_URL": "https://portal.example"}
    with pytest.raises(SystemExit, match="must be an https:// address"):
        config.refuse_unsafe(config.load({**base, **changed}))


@given(st.text(max_size=30), st.text(max_size=300), st.sampled_from(["", "。登录门户查看"]))
def test_a_short_message_is_one_line_of_one_message_and_keeps_its_end(sign, sentence, rest):
    text = short(sign, sentence, rest)
    assert len(text) <= LENGTH
    assert "\n" not in text
    assert "\r" not in text
    assert text.startswith("【")
    assert text.endswith(rest)
