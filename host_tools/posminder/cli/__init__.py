# SPDX-License-Identifier: MIT
"""The commands, one file each. Thin: what they do lives in the rooms beside."""
