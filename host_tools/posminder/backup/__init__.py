# SPDX-License-Identifier: MIT
"""This computer's home in one encrypted file, proved to come back before it counts as made."""
