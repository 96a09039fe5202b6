# SPDX-License-Identifier: MIT
"""The records of a journal that a question needs: what is worked out of them is the same as of all.

A journal of years is not read for one day of it, nor for one sale.
"""
