# SPDX-License-Identifier: MIT
"""A list of shops made into profiles, and which board each shop was given. Knows no line."""
