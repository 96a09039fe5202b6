# SPDX-License-Identifier: MIT
"""Pages about money: what should have come and what did, whom to call, what the acquirer keeps."""
