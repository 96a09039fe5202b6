# SPDX-License-Identifier: MIT
"""The journal: records in a ring of NOR-flash sectors, acknowledged once read back."""
