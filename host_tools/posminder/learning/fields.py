# SPDX-License-Identifier: MIT
"""Which field is which, by what is known of each step: its amount, the day, what differs.

What several fields could be is taken for the first of them and named in `doubts`; what none could
be is left out. A place is written as a dialect's file has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from posminder.learning.record import Exchange, Record
from posminder.learning.shape import Shape

_CLOCKS_APART: Final = timedelta(minutes=20)  # the terminal's clock and the PC's
_NEVER: Final = timedelta.max
_TYPE_WIDTH_MAX: Final = 4
_PAID: Final = ("sale", "query_last", "reprint", "void")
_OWN: Final = ("sign_in", "settle", "query_last", "reprint", "totals")

Values = dict[bytes, bytes]


@dataclass(slots=True)
class Found:
    """A dialect's tables, as far as they could be told."""

    header: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    approved: str | None = None
    sends: list[str] = field(default_factory=list)
    adds: dict[str, list[str]] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)  # of a field: what else it could be


@dataclass(frozen=True, slots=True)
class Read:
    """An exchange taken apart."""

    exchange: Exchange
    asked: Values
    told: Values


class Finder:
    """Looks for one field after the other; a tag that has a meaning is looked at no more."""

    def __init__(self, record: Record, shape: Shape) -> None:
        self.found = Found()
        self._record = record
        self._shape = shape
        self._reads = [_read(each, shape) for each in record.exchanges]
        self._taken: set[bytes] = set()

    def find(self) -> Found:
        """Return everything that could be told."""
        if self._shape.header_bytes:
            self._header()
        if "type" not in self.found.fields:
            self._type()
        self._amount()
        self._clock()
        self._traces()
        self._card_and_tid()
        if "echo" not in self.found.fields:
            self._echo()
        if "result" not in self.found.fields:
            self._result()
        self._auth()
        self._constants()
        return self.found

    # The header

    def _header(self) -> None:
        size = self._shape.header_bytes
        asked = [each.exchange.command[:size] for each in self._reads]
        told = [each.exchange.reply[:size] for each in self._reads]
        varies = [at for at in range(size) if len({each[at] for each in asked}) > 1]
        template = bytearray(asked[0])
        place = self._header_type(asked, varies)
        if place is not None:
            at, width = place
            self.found.fields["type"] = f"header {at}+{width}"
            for each, command, reply in zip(self._reads, asked, told, strict=True):
                codes = command[at : at + width], reply[at : at + width]
                self._code(each.exchange.step, *map(_text, codes))
            template[at : at + width] = b"." * width
            self._header_echo(asked, told, varies, at, template)
            self._header_result(asked, told, at + width)
        self.found.header = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in template)

    def _header_type(self, asked: list[bytes], varies: list[int]) -> tuple[int, int] | None:
        """Return the narrowest place, the last of those, that no two commands have alike."""
        for width in range(1, _TYPE_WIDTH_MAX + 1):
            for end in sorted({at + 1 for at in varies}, reverse=True):
                start = end - width
                if start < 0 or (width == 1 and start not in varies):
                    continue
                codes = [each[start:end] for each in asked]
                counts = all(code.isdigit() for code in codes) and codes == sorted(codes)
                if len(set(codes)) == len(codes) and not counts:
                    return start, width
        return None

    def _header_echo(
        self, asked: list[bytes], told: list[bytes], varies: list[int], end: int, out: bytearray
    ) -> None:
        """A number before the type that grows and is repeated in the reply."""
        if not any(at < end for at in varies):
            return
        start = end
        while start and all(each[start - 1 : start].isdigit() for each in asked):
            start -= 1
        start = max(start, end - 12)
        numbers = [each[start:end] for each in asked]
        if start < end and numbers == [each[start:end] for each in told]:
            self.found.fields["echo"] = f"header {start}+{end - start}"
            out[start:end] = b"." * (end - start)

    def _header_result(self, asked: list[bytes], told: list[bytes], behind: int) -> None:
        """Where all replies differ from all commands and are alike."""
        pairs = list(zip(asked, told, strict=True))
        places = [
            at
            for at in range(behind, self._shape.header_bytes)
            if all(command[at] != reply[at] for command, reply in pairs)
            and len({reply[at] for reply in told}) == 1
        ]
        if not places:
            return
        start = behind if places[0] - behind <= 1 else places[0]
        width = places[-1] + 1 - start
        self.found.fields["result"] = f"header {start}+{width}"
        self.found.doubts["result"] = "its width: take it from a refusal"
        self.found.approved = _text(told[0][start : start + width])

    # Tags

    def _type(self) -> None:
        """The first tag of all commands that no two steps have alike, and all replies have."""
        tags = self._in_all(each.asked for each in self._reads)
        able = []
        for tag in tags:
            codes = [each.asked[tag] for each in self._reads]
            short = all(1 <= len(code) <= 8 for code in codes)
            if short and len(set(codes)) == len(codes) and self._told_in_all(tag):
                able.append(tag)
        # A running number differs as well: it counts.
        able.sort(key=lambda tag: self._counts(tag))
        if not able:
            return
        tag = able[0]
        binary = all(len(each.asked[tag]) == 1 for each in self._reads) and not all(
            0x21 <= each.asked[tag][0] < 0x7F for each in self._reads
        )
        self._take("type", tag, " binary" if binary else "")
        for each in self._reads:
            say = _number if binary else _text
            self._code(each.exchange.step, say(each.asked[tag]), say(each.told[tag]))

    def _code(self, step: str, asked: str, told: str) -> None:
        self.found.types[step] = asked if asked == told else f"{asked}/{told}"

    def _amount(self) -> None:
        sale, totals = self._of("sale"), self._of("totals")
        amount = self._record.amount_minor
        if sale is None:
            return
        for form, is_it in _numbers(amount):
            able = [tag for tag, data in sale.asked.items() if is_it(data)]
            able.sort(key=lambda tag: not is_it(sale.told.get(tag, b"")))
            if able := self._free(able):
                self._take("amount", able[0], form, able[1:])
                break
        if totals is None:
            return
        for name, value in (("total", amount), ("count", 1)):
            for form, is_it in _numbers(value):
                able = [tag for tag, data in totals.told.items() if is_it(data)]
                able = self._free(tag for tag in able if tag not in totals.asked)
                able = [tag for tag in able if tag not in sale.told]
                if able:
                    self._take(name, able[0], form, able[1:])
                    break

    def _clock(self) -> None:
        """Date and time are what agrees with the PC's clock, best what agrees best.

        Just after midnight a counter reads as a time too: what the register also sent comes last.
        """
        paid = [each for each in self._reads if each.exchange.step in _PAID]
        sent = {data for each in self._reads for data in each.asked.values()}
        for name, forms in (("date", _dates), ("time", _times)):
            able = []
            for form, apart_of in forms():
                for tag in self._free(self._in_all(each.told for each in paid)):
                    apart = [apart_of(each.told[tag], each.exchange.at) for each in paid]
                    worst = max(apart, default=_CLOCKS_APART)
                    if worst <= _CLOCKS_APART:
                        is_sent = any(each.told[tag] in sent for each in paid)
                        able.append((is_sent, worst, tag, form))
            if able:
                (_, _, tag, form), *others = sorted(able, key=lambda each: each[:2])
                self._take(name, tag, form, [other for _, _, other, _ in others])

    def _traces(self) -> None:
        """A void names its sale: by a number that the sale's reply had."""
        sale, void = self._of("sale"), self._of("void")
        if sale is None or void is None:
            return
        for tag in self._free(void.asked):
            number = void.asked[tag]
            able = self._free(
                each for each, data in sale.told.items() if data == number and _decimal(data)
            )
            if not able or len(number) < 2:
                continue
            form = "" if number.isdigit() else " bcd"
            if tag not in able:
                self._take("old_trace", tag, form)
            self._take("trace", able[0], form, able[1:])
            return

    def _card_and_tid(self) -> None:
        replies = [each.told for each in self._reads]
        for told in replies:
            for tag, data in told.items():
                if b"***" in data and data[:4].isdigit() and "card" not in self.found.fields:
                    self._take("card", tag, "")
        tid = (self._record.tid or "").encode()
        able = self._free(tag for told in replies for tag, data in told.items() if data == tid)
        if tid and able:
            self._take("tid", able[0], "")

    def _echo(self) -> None:
        for tag in self._free(self._in_all(each.asked for each in self._reads)):
            asked = [each.asked[tag] for each in self._reads]
            repeated = all(each.told.get(tag) == each.asked[tag] for each in self._reads)
            if repeated and len(set(asked)) == len(asked) > 1 and 2 <= len(asked[0]) <= 12:
                self._take("echo", tag, "", wide=len(asked[0]))
                return

    def _result(self) -> None:
        """What all replies have alike, and no command has; zeros, and short, the likelier."""
        able = []
        for tag in self._free(self._in_all(each.told for each in self._reads)):
            values = {each.told[tag] for each in self._reads}
            code = next(iter(values))
            printable = all(0x21 <= byte < 0x7F for byte in code)
            asked = any(tag in each.asked for each in self._reads)
            if len(values) == 1 and 1 <= len(code) <= 8 and printable and not asked:
                able.append((code.strip(b"0") != b"", len(code), tag, code))
        able.sort()
        if able:
            self._take("result", able[0][2], "", [each[2] for each in able[1:]])
            self.found.approved = _text(able[0][3])

    def _auth(self) -> None:
        """Six signs that a sale's reply has, and its command, a sign-in and a settlement have not.

        Only if there is one such field.
        """
        sale = self._of("sale")
        if sale is None:
            return
        others = {
            tag for each in self._reads if each.exchange.step not in _PAID for tag in each.told
        }
        able = self._free(
            tag
            for tag, data in sale.told.items()
            if len(data) == 6 and data.isalnum() and tag not in others and tag not in sale.asked
        )
        if len(able) == 1:
            self._take("auth", able[0], "")
            self.found.doubts["auth"] = "by its six signs only"

    def _constants(self) -> None:
        """Fields that commands have besides, always alike or in one command alone."""
        every = self._free(self._in_all(each.asked for each in self._reads))
        for tag in every:
            if len({each.asked[tag] for each in self._reads}) == 1:
                self.found.sends.append(self._constant(tag, self._reads[0].asked[tag]))
        for each in self._reads:
            if each.exchange.step in _OWN:
                rest = [tag for tag in self._free(each.asked) if tag not in every]
                if rest:
                    values = [self._constant(tag, each.asked[tag]) for tag in rest]
                    self.found.adds[each.exchange.step] = values

    # Help

    def _constant(self, tag: bytes, data: bytes) -> str:
        plain = data and all(0x20 <= byte < 0x7F for byte in data) and data[:4] != b"hex:"
        return f"{self._shape.place(tag)} {_text(data) if plain else 'hex:' + data.hex().upper()}"

    def _of(self, step: str) -> Read | None:
        return next((each for each in self._reads if each.exchange.step == step), None)

    def _take(
        self, name: str, tag: bytes, form: str, others: Iterable[bytes] = (), wide: int = 0
    ) -> None:
        self._taken.add(tag)
        width = f"+{wide}" if wide else ""
        self.found.fields[name] = self._shape.place(tag) + width + form
        if also := ", ".join(self._shape.place(each) for each in others):
            self.found.doubts[name] = f"or {also}"

    def _free(self, tags: Iterable[bytes]) -> list[bytes]:
        return [tag for tag in dict.fromkeys(tags) if tag not in self._taken]

    def _in_all(self, several: Iterable[Values]) -> list[bytes]:
        first, *rest = list(several) or [{}]
        return [tag for tag in first if all(tag in each for each in rest)]

    def _told_in_all(self, tag: bytes) -> bool:
        return all(tag in each.told for each in self._reads)

    def _counts(self, tag: bytes) -> bool:
        values = [each.asked[tag] for each in self._reads]
        return values == sorted(values)


def _read(exchange: Exchange, shape: Shape) -> Read:
    asked, told = shape.fields(exchange.command) or [], shape.fields(exchange.reply) or []
    return Read(exchange, dict(asked), dict(told))


def _text(data: bytes) -> str:
    return data.decode("ascii", "replace")


def _number(data: bytes) -> str:
    return str(int.from_bytes(data))


def _decimal(data: bytes) -> bool:
    return data.isdigit() or data.hex().isdecimal()


def _numbers(value: int) -> tuple[tuple[str, Callable[[bytes], bool]], ...]:
    """Return how a field may write a number, and whether data are it."""
    return (
        ("", lambda data: data.isdigit() and int(data) == value),
        (" bcd", lambda data: data.hex().isdecimal() and int(data.hex()) == value),
        (" binary", lambda data: 1 < len(data) <= 4 and int.from_bytes(data) == value),
    )


# How far a field is from the PC's clock, if a field's bytes may be read so; _NEVER if not.
Apart = Callable[[bytes, datetime], timedelta]


def _dates() -> tuple[tuple[str, Apart], ...]:
    def of(*patterns: str, packed: bool) -> Apart:
        def apart(data: bytes, at: datetime) -> timedelta:
            text = data.hex() if packed else _text(data)
            near = (at, at - _CLOCKS_APART, at + _CLOCKS_APART)
            days = {each.strftime(pattern) for each in near for pattern in patterns}
            return timedelta() if text in days else _NEVER

        return apart

    year_first, day_first = ("%Y%m%d", "%y%m%d", "%m%d"), ("%d%m%Y", "%d%m%y", "%d%m")
    return (
        ("", of(*year_first, packed=False)),
        (" day_first", of(*day_first, packed=False)),
        (" bcd", of(*year_first, packed=True)),
    )


def _times() -> tuple[tuple[str, Apart], ...]:
    def apart(text: str, at: datetime) -> timedelta:
        if len(text) not in (4, 6) or not text.isdecimal():
            return _NEVER
        try:
            told = datetime.strptime(text.ljust(6, "0"), "%H%M%S")
        except ValueError:
            return _NEVER
        gap = abs(told - at.replace(1900, 1, 1, microsecond=0, tzinfo=None))
        return min(gap, timedelta(days=1) - gap)

    return (
        ("", lambda data, at: apart(_text(data), at)),
        (" bcd", lambda data, at: apart(data.hex(), at)),
    )
