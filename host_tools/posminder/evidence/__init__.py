# SPDX-License-Identifier: MIT
"""One transaction's evidence for a dispute: the acquirer's reply, the slip, the annex, the proof."""
