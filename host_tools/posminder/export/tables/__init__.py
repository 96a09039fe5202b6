# SPDX-License-Identifier: MIT
"""What can be exported: a module a table, its columns beside the rows that fill them."""
