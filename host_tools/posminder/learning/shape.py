# SPDX-License-Identifier: MIT
"""How the bodies of a line are built: the shape by which every one of them is used up whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

_HEADER_MAX: Final = 64
_SEPARATORS: Final = (None, 0x1C, 0x1D, 0x1E, 0x1F, 0x7C)
# The likelier first, as several may fit: (how a length is said, its bytes).
_LENGTHS: Final = (("binary", 2), ("bcd", 2), ("binary", 1), ("bcd", 1), ("binary", 3), ("bcd", 3))

Tagged = list[tuple[bytes, bytes]]
Spans = list[tuple[bytes, int, int]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A body's shape, as `body` of a dialect's file has it."""

    header_bytes: int
    tag_bytes: int
    length: str
    length_bytes: int
    separator: int | None
    text_tags: bool = False
    containers: tuple[bytes, ...] = ()

    def fields(self, body: bytes) -> Tagged | None:
        """Return tags and data, those within containers as well; None if it is built otherwise."""
        spans = self.leaves(body)
        return None if spans is None else [(tag, body[start:end]) for tag, start, end in spans]

    def leaves(self, body: bytes) -> Spans | None:
        """Return tag, begin and end of each field's data, those within containers as well."""
        flat = self.walk(body)
        if flat is None:
            return None
        found: Spans = []
        for tag, start, end in flat:
            inner = self.inner(body[start:end]) if tag in self.containers else None
            if inner is None:
                found.append((tag, start, end))
            else:
                found += [(each, start + at, start + to) for each, at, to in inner]
        return found

    def inner(self, data: bytes) -> Spans | None:
        """Return what a field's data hold if they are fields themselves, else None."""
        return replace(self, header_bytes=0).walk(data)

    def walk(self, body: bytes) -> Spans | None:
        """Return the fields of the body itself, None if they do not use it up."""
        at = self.header_bytes
        found: Spans = []
        if at:
            if len(body) < at or not self._separated(body, at):
                return None
            at += self.separator is not None
        while at < len(body):
            tag, start = body[at : at + self.tag_bytes], at + self.tag_bytes
            said = body[start : start + self.length_bytes]
            start += self.length_bytes
            if len(said) < self.length_bytes:
                return None
            if self.length == "ber" and said[0] & 0x80:
                more = said[0] & 0x7F
                said, start = body[start : start + more], start + more
            if self.length == "bcd" and not said.hex().isdecimal():
                return None
            at = start + (int(said.hex()) if self.length == "bcd" else int.from_bytes(said))
            if at > len(body) or not self._separated(body, at):
                return None
            found.append((tag, start, at))
            at += self.separator is not None
        return found

    def place(self, tag: bytes) -> str:
        """Return a tag as the dialect's file writes it."""
        return tag.decode("ascii") if self.text_tags else tag.hex().upper()

    def _separated(self, body: bytes, at: int) -> bool:
        return self.separator is None or body[at : at + 1] == bytes((self.separator,))


def guess(bodies: Sequence[bytes]) -> Shape | None:
    """Return the likeliest shape that all bodies have, None if there is none.

    No header is likelier than one, and fewer different tags than more.
    """
    best: tuple[tuple[int, ...], Shape] | None = None
    for number, shape in enumerate(_candidates(min(map(len, bodies), default=0))):
        read = [shape.walk(body) for body in bodies]
        told = [each for each in read if each is not None]
        tags = {tag for each in told for tag, _, _ in each}
        if len(told) < len(bodies) or not tags:
            continue
        cost = (shape.header_bytes > 0, len(tags), shape.header_bytes, number)
        if best is None or cost < best[0]:
            best = cost, _named(shape, tags)
    return None if best is None else _with_containers(best[1], bodies)


def _candidates(shortest: int) -> Iterator[Shape]:
    for header in range(min(shortest, _HEADER_MAX) + 1):
        for separator in _SEPARATORS:
            for tag_bytes in (2, 1):
                for length, length_bytes in _LENGTHS:
                    yield Shape(header, tag_bytes, length, length_bytes, separator)
                yield Shape(header, tag_bytes, "ber", 1, separator)


def _named(shape: Shape, tags: set[bytes]) -> Shape:
    """Return the shape with its tags as text, or its lengths as BER's, if the tags look like it."""
    if all(byte in _LETTERS for tag in tags for byte in tag):
        return replace(shape, text_tags=True)
    ber = shape.tag_bytes == 2 and all(tag[0] & 0x1F == 0x1F and tag[1] < 0x80 for tag in tags)
    if ber and (shape.length, shape.length_bytes) == ("binary", 1):
        return replace(shape, length="ber")
    return shape


_LETTERS: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _with_containers(shape: Shape, bodies: Sequence[bytes]) -> Shape:
    """Return the shape with the tags whose data are always two fields or more."""
    data: dict[bytes, list[bytes]] = {}
    for body in bodies:
        for tag, start, end in shape.walk(body) or ():
            data.setdefault(tag, []).append(body[start:end])
    holds = []
    for tag, every in data.items():
        inside = [shape.inner(each) for each in every]
        if all(each is not None and len(each) > 1 for each in inside):
            holds.append(tag)
    return replace(shape, containers=tuple(holds[:4]))
