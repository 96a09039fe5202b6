# SPDX-License-Identifier: MIT
"""Ways for bytes to reach a board, and the exchange of one request for one reply over them."""
