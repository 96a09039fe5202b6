# SPDX-License-Identifier: MIT
"""Why something happened or did not, from records alone, in sentences with their proof."""
