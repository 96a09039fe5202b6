# SPDX-License-Identifier: MIT
"""What any attached board must do, over its serial ports and in real time (`make test-board`)."""
