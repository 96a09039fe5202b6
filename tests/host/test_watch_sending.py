# SPDX-License-Identifier: MIT
"""The outbox against a real mail server and a real webhook, through apprise itself."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from posminder.store.store import Store
from posminder.store.watching import Message, Watching
from posminder.watch import services
from posminder.watch.sending import send_due
from tests.support.message_servers import MailServer, Webhook, running

# apprise asks for a module that Python means to drop
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")

TITLE = "Kiosk am Markt (kn-0001): 批次未结算"
BODY = "【紧急】Kiosk am Markt\n批次未结算 <b>& 1 < 2</b>\n\nPosminder, message m1"


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    with Store(tmp_path / "store.sqlite3") as store:
        yield store.watching


def put(watching: Watching, id_: str = "m1", route: str = "owner") -> None:
    watching.write(Message(id_, route, 0, True, TITLE, BODY.replace("m1", id_)), ())


def test_a_mail_arrives_as_it_was_written_in_plain_text(watching: Watching) -> None:
    mail = MailServer()
    put(watching)
    with running(mail):
        (tried,) = send_due(watching, {"owner": mail.url()}, services.send, 0)
    assert tried.problem is None
    (got,) = mail.got
    assert (got.id, got.title) == ("m1", TITLE)
    assert got.body.strip() == BODY
    assert got.raw.get_content_type() == "text/plain"
    assert len(got.raw.get_all("Message-ID")) == 1
    assert watching.unsent() == []


def test_a_mail_server_that_is_down_or_angry_gets_it_later_once(watching: Watching) -> None:
    mail = MailServer()
    mail.start()
    mail.stop()
    routes = {"owner": mail.url()}
    put(watching)
    (tried,) = send_due(watching, routes, services.send, 0)
    assert tried.problem
    assert send_due(watching, routes, services.send, 29) == []
    mail.reply = "451 try again later"
    with running(mail):
        (tried,) = send_due(watching, routes, services.send, 30)
        assert tried.problem
        mail.reply = "250 OK"
        (tried,) = send_due(watching, routes, services.send, 90)
        assert tried.problem is None
        assert send_due(watching, routes, services.send, 9999) == []
    assert [each.id for each in mail.got] == ["m1"]


def test_a_webhook_that_errs_gets_it_until_it_says_yes(watching: Watching) -> None:
    hook = Webhook(codes=[500, 503, 404, 200])
    put(watching)
    now_s, tries = 0, 0
    with running(hook):
        while (waiting := watching.unsent()) and tries < 9:
            now_s = max(now_s, waiting[0].next_s)
            tries += len(send_due(watching, {"owner": hook.url()}, services.send, now_s))
    assert tries == 4
    assert hook.asked == ["m1"] * 4
    assert [(each.id, each.title, each.body) for each in hook.got] == [("m1", TITLE, BODY)]
    assert hook.got[0].raw["type"] == "warning"


def test_a_yes_that_comes_too_late_is_sent_again_under_the_same_id(watching: Watching) -> None:
    """What nobody can know: the server took it, and its yes was not heard."""
    hook = Webhook(slow_s=1.0)
    put(watching)
    with running(hook):
        routes = {"owner": hook.url(rto="0.2")}
        (tried,) = send_due(watching, routes, services.send, 0)
        assert tried.problem
        hook.slow_s = 0
        (tried,) = send_due(watching, routes, services.send, 30)
        assert tried.problem is None
    assert [each.id for each in hook.got] == ["m1", "m1"]


def test_one_route_that_fails_holds_up_no_other(watching: Watching) -> None:
    good, bad = Webhook(), Webhook(codes=[500])
    put(watching, "a", "bad")
    put(watching, "b", "good")
    with running(good), running(bad):
        routes = {"good": good.url(), "bad": bad.url()}
        tried = send_due(watching, routes, services.send, 0)
    assert [each.problem is None for each in tried] == [False, True]
    assert [each.id for each in good.got] == ["b"]


def test_why_it_was_not_taken_is_kept_and_holds_no_secret(watching: Watching) -> None:
    put(watching)
    url = "json://name:a-secret@127.0.0.1:9/hook"
    send_due(watching, {"owner": url}, services.send, 0)
    (message,) = watching.unsent()
    assert message.problem
    assert "a-secret" not in message.problem


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("json://127.0.0.1/hook", None),
        ("mailto://127.0.0.1?from=a@b.example&to=c@d.example", None),
        ("mailto://127.0.0.1?from=a@b.example&to=c@d.example,e@f.example", "2 recipients"),
        ("nonsense://x", "no address that apprise knows"),
        ("not a url", "no address that apprise knows"),
    ],
)
def test_what_is_wrong_with_an_address(url: str, problem: str | None) -> None:
    found = services.problem_of(url)
    assert (found is None) is (problem is None)
    assert problem is None or problem in (found or "")


def test_without_apprise_there_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def lacking(name: str, *rest: Any, **more: Any) -> Any:
        if name == "apprise":
            raise ModuleNotFoundError(name)
        return found(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", lacking)
    with pytest.raises(services.NoApprise, match=r"pip install 'posminder\[watch\]'"):
        services.problem_of("json://127.0.0.1/hook")
