# SPDX-License-Identifier: MIT
"""What `posminder doctor` looks at: facts of board, profile and computer, and a table of checks."""
