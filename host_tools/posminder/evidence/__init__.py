# SPDX-License-Identifier: MIT
"""One transaction as evidence in a dispute: the reply, the slip, the annex, the proof."""
