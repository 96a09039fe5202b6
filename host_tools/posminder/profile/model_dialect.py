# SPDX-License-Identifier: MIT
"""A dialect: how one acquirer's MIS terminals say what all of this family say.

The frame is the same everywhere: STX, length of four BCD digits, body, ETX, LRC. Everything else is
written here, by a technician with the acquirer's interface document in hand.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from posminder.profile.kinds import Name, Settings, Text

_TAG: Final = "[0-9A-Za-z]{2}|[0-9A-F]{4}"
_FORM: Final = "digits|bcd|binary|text|day_first"
FieldPlace = Annotated[
    str,
    StringConstraints(
        pattern=rf"^(header [0-9]{{1,2}}\+[0-9]{{1,2}}|({_TAG})(\+[0-9]{{1,2}})?)( ({_FORM}))?$"
    ),
]
Tag = Annotated[str, StringConstraints(pattern=f"^({_TAG})$")]
Code = Annotated[str, StringConstraints(pattern="^[!-~]{1,8}$")]
Constant = Annotated[str, StringConstraints(pattern=f"^({_TAG}) (hex:([0-9A-F]{{2}})+|[ -~]+)$")]
Codes = Annotated[tuple[Code, ...], Field(strict=False, max_length=32)]
Constants = Annotated[tuple[Constant, ...], Field(strict=False, max_length=8)]

_PLACE: Final = 'a tag such as "9F02", or a place in the header such as "header 12+2"'


class Frame(Settings):
    """Who acknowledges what, and how long things take."""

    acknowledge: Literal["none", "ack_nak"] = Field(
        "none", description="ack_nak: each frame is answered by 06 or 15; none: by nothing"
    )
    byte_gap_ms: int = Field(
        500, ge=20, le=5_000, description="a frame whose next byte is later is broken off"
    )
    ack_wait_ms: int = Field(
        2_000, ge=100, le=60_000, description="a command waits so long for its 06"
    )
    reply_wait_s: int = Field(
        60, ge=5, le=600, description="a command waits so long for its reply; then it is unknown"
    )


class Body(Settings):
    """The body's shape: a header that may be empty, then fields of tag, length and data."""

    header: Annotated[str, StringConstraints(pattern="^[ -~]{0,64}$")] = Field(
        "", description="the header of a command as it stands, dots where a field is put in"
    )
    tags: Literal["hex", "text"] = Field("hex", description="how tags are written in this file")
    tag_bytes: int = Field(2, ge=1, le=2, description="bytes of a tag")
    length: Literal["binary", "bcd", "ber"] = Field(
        "binary", description="how a field's length is said; ber: 1 byte, or 81/82 and 1 or 2"
    )
    length_bytes: int = Field(2, ge=1, le=3, description="bytes of a length, not with ber")
    separator: Annotated[str, StringConstraints(pattern="^[0-9A-F]{2}$")] | None = Field(
        None, description='the byte behind the header and each field, such as "1C"'
    )
    containers: tuple[Tag, ...] = Field(
        (), strict=False, max_length=4, description="tags whose data are fields themselves"
    )


class Fields(Settings):
    """Where each field stands. One that the terminal does not tell is left out."""

    type: FieldPlace = Field(description=f"which command it is: {_PLACE}; text, or binary: a byte")
    result: FieldPlace = Field(description="what came of it; a message without it is no reply")
    amount: FieldPlace = Field(description="amount in the currency's smallest unit")
    total: FieldPlace | None = Field(None, description="total of a settlement, or of totals")
    count: FieldPlace | None = Field(None, description="number of transactions in it")
    trace: FieldPlace | None = Field(None, description="trace number of a transaction")
    old_trace: FieldPlace | None = Field(None, description="of the sale that a void takes back")
    batch: FieldPlace | None = Field(None, description="number of the batch it is in")
    receipt: FieldPlace | None = Field(None, description="receipt number, if it is not the trace")
    auth: FieldPlace | None = Field(None, description="authorisation")
    date: FieldPlace | None = Field(
        None, description="date of a transaction, year first if it has one; day_first: DDMM..."
    )
    time: FieldPlace | None = Field(None, description="its time, HHMMSS or HHMM")
    card: FieldPlace | None = Field(None, description="card number: kept are first 6 and last 4")
    card_name: FieldPlace | None = Field(None, description="name of the card's kind")
    tid: FieldPlace | None = Field(None, description="terminal id")
    echo: FieldPlace | None = Field(
        None, description='a number that a reply repeats, with its width: "header 0+12", "DF04+4"'
    )


class Types(Settings):
    """The codes of commands, each a list; the first is sent, `30/31` has another in its reply."""

    sign_in: Codes = Field(min_length=1, description="sign-in at the acquirer")
    sale: Codes = Field(min_length=1, description="sale, and whatever else takes money")
    void: Codes = Field((), description="takes a sale back")
    refund: Codes = Field((), description="gives money back")
    settle: Codes = Field(min_length=1, description="settlement")
    query_last: Codes = Field(
        min_length=1, description="asks for the last transaction, prints nothing"
    )
    reprint: Codes = Field((), description="prints the last receipt once more")
    totals: Codes = Field((), description="asks for count and total of the open batch")
    status: Codes = Field((), description="asks whether it is ready; else query_last does")
    relay: Codes = Field(
        (), description="the terminal asks its register to pass the acquirer's traffic on"
    )


class Adds(Settings):
    """Fields that one command of the board has besides: `TAG value`, or `TAG hex:00FF`."""

    sign_in: Constants = Field((), description="of the sign-in")
    settle: Constants = Field((), description="of the settlement")
    query_last: Constants = Field((), description="of the question for the last transaction")
    reprint: Constants = Field((), description="of the reprint")
    totals: Constants = Field((), description="of the question for totals")
    status: Constants = Field((), description="of the question for the status")


class Results(Settings):
    """What results mean. One that stands nowhere here is a refusal."""

    approved: Codes = Field(min_length=1, description="done")
    not_printed: Codes = Field((), description="approved, but the receipt is not printed")
    sign_in_again: Codes = Field((), description="keys are missing or wrong: sign in")
    settle_first: Codes = Field((), description="it sells no more until it is settled")
    not_balanced: Codes = Field((), description="settled, and the acquirer has other totals")
    duplicate: Codes = Field((), description="the acquirer has had this transaction already")
    no_paper: Codes = Field((), description="refused for want of paper")
    acquirer_silent: Codes = Field((), description="the acquirer could not be reached")
    busy: Codes = Field((), description="the terminal is busy: later")
    no_right: Codes = Field((), description="not registered, not allowed: people must")
    nothing: Codes = Field((), description="nothing to settle, or no transaction to tell of")


class RefuseSale(Settings):
    """The result of the board's reply to a sale that the gate refuses; none: it refuses none."""

    not_signed_in: Code | None = Field(
        None, description="sign in first; one that the register shows as a refusal"
    )
    settlement_overdue: Code | None = Field(None, description="settle first")


class Dialect(Settings):
    """One acquirer's way of speaking. Its file is a layer: `extends: [dialect/...]`."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,32}$")] = Field(
        description="what check and status call it"
    )
    source: Text = Field(description="the document or program it was written from")
    tried_on: Name | None = Field(
        None, description="terminal and day it was tried on; until then check says EXPERIMENTAL"
    )
    frame: Frame = Field(default_factory=lambda: Frame.model_validate({}))
    body: Body = Field(default_factory=lambda: Body.model_validate({}))
    fields: Fields
    types: Types
    sends: Constants = Field((), description="fields of every command of the board, TAG value")
    adds: Adds = Field(default_factory=lambda: Adds.model_validate({}))
    refuse_relay: Constants = Field(
        (), description="what answers a relay request while no register can; none: nothing does"
    )
    refuse_sale: RefuseSale = Field(
        default_factory=lambda: RefuseSale.model_validate({}),
        description="what the gate answers a register's sale",
    )
    results: Results
