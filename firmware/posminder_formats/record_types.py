# SPDX-License-Identifier: MIT
"""Of what type each field of a record is. Only a host reads this: a board writes and trusts itself.

One letter a field, in the order of record_words.KINDS:

    n  an integer          t  text          b  bytes          p  an array of integers and null

A capital letter is a field that may be null, because it may not be known. YOUNGER says how many
fields at the end came after the kind did: an older board's record lacks them.
"""

from posminder_formats import records as r

FIELD_TYPES = {
    r.R_BOOT: "ntBnNTn",
    r.R_CLOCK: "NNn",
    r.R_STATE: "pnnnnn",
    r.R_LOSS: "nnn",
    r.R_DAMAGE: "nn",
    r.R_PROFILE: "BBNNT",
    r.R_LEASE: "nnT",
    r.R_LINE: "nn",
    r.R_TERMINAL: "NT",
    r.R_SALE_STARTED: "NNN",
    r.R_SALE: "NNNNNNNTTNNNTNN",
    r.R_RECEIPT: "NNnNN",
    r.R_SLIP: "NNnnbnn",
    r.R_WISHES: "N",
    r.R_TERMINAL_ERROR: "NnNTNN",
    r.R_INTENT: "nN",
    r.R_OUTCOME: "nnN",
    r.R_TOTALS: "NNn",
    r.R_SETTLEMENT: "nNNNN",
    r.R_SIGN_IN: "nN",
    r.R_WARNING: "nnn",
    r.R_OFFLINE: "nnnN",
    r.R_CLOCK_SEEN: "nNn",
    r.R_OPERATOR: "TnN",
    r.R_GATE: "nNNnN",
    r.R_ALERT: "nnNNN",
    r.R_BUTTON: "n",
    r.R_ATTESTED: "nnN",
    r.R_TERMINAL_CHANGED: "nnTTNNNNNn",
    r.R_APPROVAL: "tnnnbnN",
    r.R_PERSON: "tnnT",
    r.R_FAULT: "nt",
    r.R_UNSEEN: "nN",
    r.R_EXPECTED: "nNNNN",
    r.R_CREDIT: "nNnNN",
    r.R_SEAL: "nnnbbbnnBb",
    r.R_PULLED: "nn",
    r.R_LEFT_OUT: "nnNNn",
    r.R_REKEY: "nnbB",
    r.R_SELF_TEST: "nnN",
    r.R_UPDATE: "ntt",
    r.R_CASE: "n",
    r.R_MEASURED: "nnn",
}

# starts_today, missing, flash_faults; change, approved_by; person; auth_id, acquirer_line,
# batch_no; part, parts, pulled_seq, slip_bytes; not_pulled; copy; sound, passed_to
YOUNGER = {
    r.R_BOOT: 3,
    r.R_PROFILE: 2,
    r.R_LEASE: 1,
    r.R_SALE: 3,
    r.R_STATE: 4,
    r.R_LOSS: 1,
    r.R_RECEIPT: 1,
    r.R_ALERT: 2,
}


def misfit(kind: int, values: "list[object]") -> int | None:
    """Return the index of the first of a record's fields that is missing or of a wrong type.

    None when all fit, as they do for a kind that this version does not know. Fields behind the
    known ones are a newer board's.
    """
    types = FIELD_TYPES.get(kind, "")
    for index, letter in enumerate(types):
        if index >= len(values):
            return None if index >= len(types) - YOUNGER.get(kind, 0) else index
        if not _fits(values[index], letter):
            return index
    return None


def _fits(value: object, letter: str) -> bool:
    if value is None:
        return letter.isupper()
    if letter == "p":
        return isinstance(value, list) and all(each is None or _is_number(each) for each in value)
    if letter in "nN":
        return _is_number(value)
    return isinstance(value, str if letter in "tT" else bytes)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
