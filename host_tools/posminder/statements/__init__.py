# SPDX-License-Identifier: MIT
"""Files of banks and acquirers, CSV and xlsx, read by layouts into lines that can be kept."""
