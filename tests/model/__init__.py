# SPDX-License-Identifier: MIT
"""Product rooms against small models of them, with power cuts and restarts."""
