# SPDX-License-Identifier: MIT
"""The host command's rooms, without a board."""
