# SPDX-License-Identifier: MIT
"""A terminal that speaks nothing: people work it, and their word is all there is."""
