# SPDX-License-Identifier: MIT
"""What stands at the shops, told to whom it concerns: once, in his language, at his hours."""
