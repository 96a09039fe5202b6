# SPDX-License-Identifier: MIT
"""What a board has and cannot find out by itself. Edit it where yours differs."""

PANEL_COLUMN = 0  # 2 for an SH1106, whose memory is wider than its glass
CASE_SWITCH = True  # False: none is wired under the lid, and nobody sees it opened
PIXEL = False  # the lamp is a WS2812 instead of an RGB LED
FLASH_CHIP = True  # False: no chip is wired, and the journal lies in the Pico's own flash
