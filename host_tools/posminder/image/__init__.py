# SPDX-License-Identifier: MIT
"""Prepares the firmware's sources for the compiler; knows no board, no file and no process."""
