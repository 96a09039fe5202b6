# SPDX-License-Identifier: MIT
"""What the tests of the simulated terminal say to it: a registered bare register and its words."""

from __future__ import annotations

from posminder.simulator import zvt_codes as codes
from posminder.simulator.exchange import Outcome
from posminder.simulator.zvt_messages import Fields, decode_fields
from tests.support.shop_desk import BareRegister

PASSWORD = "123456"
REGISTER_BE = PASSWORD + "BE0978"
TEN_EURO = "04000000001000490978"
PLAIN_LOCKS = (codes.STATUS_INITIALISE, codes.STATUS_DIAGNOSE, codes.SETTLEMENT_REQUIRED)


def registered(config: str = "BE", *, batch_limit: int = 250) -> BareRegister:
    """Return a register that has registered with `config`."""
    bare = BareRegister(batch_limit=batch_limit)
    assert bare.ask(codes.REGISTRATION, f"{PASSWORD}{config}0978").outcome is Outcome.COMPLETED
    return bare


def information(bare: BareRegister) -> Fields:
    """Return the fields of the one status information that was said."""
    (apdu,) = [each for each in bare.said if each.command == codes.STATUS_INFORMATION]
    return decode_fields(apdu.data)


def status(bare: BareRegister) -> int:
    """Return the terminal's status code."""
    return bare.ask(codes.STATUS_ENQUIRY, PASSWORD + "0302").data[0]
