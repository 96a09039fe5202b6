# SPDX-License-Identifier: MIT
"""The whole real firmware in the simulated shop, in virtual time."""
