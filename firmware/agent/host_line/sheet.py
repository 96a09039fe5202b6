# SPDX-License-Identifier: MIT
"""The file /sheet: which acquirer's sheet the profile in force was compiled from (R91).

Read from the profile's bytes each time, for no duty goes by it. Loaded when it is asked for.
"""

import json
from binascii import hexlify

from agent.host_line.refusal import Refusal
from posminder_formats import cbor
from posminder_formats import profile_fields as f
from posminder_formats.commands import FS_RC_NOT_FOUND, GROUP_FS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def sheet(profile: "bytes | None") -> bytes:
    """Return {id, version, valid_from_day, source, sha256} as JSON, UTF-8; a day since 1970.

    Each is null where the profile names no sheet. Raises Refusal without a profile.
    """
    if profile is None:
        raise Refusal(FS_RC_NOT_FOUND, GROUP_FS)
    values: Any = cbor.decode(profile)
    sha256 = values.get(f.P_SHEET_SHA256)
    told = {
        "id": values.get(f.P_SHEET_ID) or None,
        "version": values.get(f.P_SHEET_VERSION) or None,
        "valid_from_day": values.get(f.P_SHEET_FROM_DAY) or None,
        "source": values.get(f.P_SHEET_SOURCE) or None,
        "sha256": hexlify(sha256).decode() if sha256 else None,
    }
    return json.dumps(told).encode()
