# SPDX-License-Identifier: MIT
"""The watch killed (SIGKILL) before and after every step of its tables, in a process of its own.

A webhook stands in for everybody who is told. Whatever the step, the next runs bring every message,
and none twice but for the one whose yes the killed process had heard and not yet written down.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.message_servers import Webhook, running

# Imports once, then a child for each line it is told: fork, run, be killed. Prints how it ended.
NURSERY = """
import json, os, signal, sys
from pathlib import Path
import apprise
from posminder.store.store import Store
from posminder.store.watching import Watching
from posminder.watch import services
from posminder.watch.desk import Desk
from posminder.watch.finding import of_alert
from posminder.watch.model import Watch
from posminder.watch.sending import send_due
from posminder.watch.text import Words

services.problem_of("json://127.0.0.1/hook")  # loads what apprise has, once
steps, die_at = 0, 0

def step():
    global steps
    steps += 1
    if steps == die_at:
        os.kill(os.getpid(), signal.SIGKILL)

def both(method):
    def stepped(*arguments):
        step()
        result = method(*arguments)
        step()
        return result
    return stepped

def before(method):
    def stepped(*arguments):
        step()
        return method(*arguments)
    return stepped

for name in ("begin", "tell", "end", "note", "drop", "write"):  # within a transaction of more
    setattr(Watching, name, before(getattr(Watching, name)))
for name in ("trying", "took", "failed", "done"):
    setattr(Watching, name, both(getattr(Watching, name)))
send = both(services.send)
watch = Watch.model_validate({
    "zone": "UTC",
    "routes": [
        {"name": "owner", "url": "env:X", "digest": "08:30"},
        {"name": "manager", "url": "env:X", "severities": ["urgent"]},
    ],
})

def run(path, url, now, alerts):
    with Store(Path(path)) as store:
        desk = Desk(store.watching, watch, {})
        found = [of_alert("00" * 8, each, None, 0, seen=False) for each in alerts.split(",")]
        words = Words("en", "UTC", {})
        desk.take(found, lambda each: True, lambda each: False, now)
        desk.gather(lambda route, notices, id_: words.message(notices, id_), now)
        desk.digest(lambda route, id_: words.digest([], [], now, id_), now)
        send_due(store.watching, {"owner": url, "manager": url}, send, now)

for line in sys.stdin:
    *told, die_at = json.loads(line)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        run(*told)
        os.write(writer, str(steps).encode())
        os._exit(0)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    print(json.dumps([os.waitstatus_to_exitcode(status), os.read(reader, 9).decode()]), flush=True)
    os.close(reader)
"""
DAY = 86_400
NOON = 20_787 * DAY + 12 * 3600
LOOKS = (
    (NOON, "settlement_open"),
    (NOON + 600, "settlement_open,terminal_silent"),
    (NOON + DAY, "terminal_silent"),
)


class Nursery:
    """Runs the watch in processes that may be killed."""

    def __init__(self) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, store: Path, url: str, now_s: int, alerts: str, die_at: int) -> int | None:
        """Run it once; return how many steps it took, None where it was killed."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        print(
            json.dumps([str(store), url, now_s, alerts, die_at]),
            file=self._parent.stdin,
            flush=True,
        )
        code, steps = json.loads(self._parent.stdout.readline())
        if code == -signal.SIGKILL:
            return None
        assert code == 0
        return int(steps)

    def close(self) -> None:
        """Let it go."""
        self._parent.communicate()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    started = Nursery()
    yield started
    started.close()


def told(hook: Webhook) -> list[str]:
    """Return the titles that came, each message once, and let none of them differ in a repeat."""
    by_id: dict[str, str] = {}
    for each in hook.got:
        assert by_id.setdefault(each.id, each.title) == each.title
    return sorted(by_id.values())


def test_killed_at_every_step_nothing_is_lost_nor_told_twice(
    nursery: Nursery, tmp_path: Path
) -> None:
    hook = Webhook()
    with running(hook):
        whole = tmp_path / "whole.sqlite3"
        steps = [nursery.run(whole, hook.url(), *look, 0) or 0 for look in LOOKS]
        assert len(hook.got) == len({each.id for each in hook.got}) == 6
        titles, killed, doubles = told(hook), 0, 0
        before = tmp_path / "before.sqlite3"
        hook.got.clear()
        for look, count in enumerate(steps):
            came = list(hook.got)
            for die_at in range(1, count + 1):
                hook.got[:] = came
                store = tmp_path / f"{look}-{die_at}.sqlite3"
                if before.exists():
                    shutil.copy(before, store)
                assert nursery.run(store, hook.url(), *LOOKS[look], die_at) is None, die_at
                killed += 1
                for now_s, alerts in LOOKS[look:]:
                    nursery.run(store, hook.url(), now_s + 60, alerts, 0)
                assert told(hook) == titles, f"killed in look {look} at step {die_at}"
                twice = len(hook.got) - len({each.id for each in hook.got})
                assert twice <= 1, f"killed in look {look} at step {die_at}"
                doubles += twice
            hook.got[:] = came
            nursery.run(before, hook.url(), *LOOKS[look], 0)
    assert killed == sum(steps) > 40
    # behind the server's yes: after `send`, and before the mark is made
    assert doubles == 2 * len(titles)
