# SPDX-License-Identifier: MIT
"""Shop days that can be told, played against the real firmware, and judged by their journal."""
