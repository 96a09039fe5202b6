# SPDX-License-Identifier: MIT
"""The tests of the house itself: arrows, sizes, words, pages."""
