# SPDX-License-Identifier: MIT
"""Posminder's host side: the technician's command and what the back office reads with."""

__version__ = "0.1.0"
