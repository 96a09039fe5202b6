# SPDX-License-Identifier: MIT
"""The agent: the firmware that minds one terminal. app.py is where its rooms are joined."""
