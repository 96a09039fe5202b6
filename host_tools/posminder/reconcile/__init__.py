# SPDX-License-Identifier: MIT
"""From settled batches to money on an account: fees, expected deposits, and what came of them."""
