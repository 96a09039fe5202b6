# SPDX-License-Identifier: MIT
"""The duties. Pure: events and time in, effects out; no port, no clock, no journal."""
