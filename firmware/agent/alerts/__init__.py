# SPDX-License-Identifier: MIT
"""What the cashier sees and hears: which alert is shown, as lamp, sound and panel lines."""
