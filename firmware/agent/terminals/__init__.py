# SPDX-License-Identifier: MIT
"""Terminal drivers: what a payment terminal says and takes, one folder per protocol."""
