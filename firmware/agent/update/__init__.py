# SPDX-License-Identifier: MIT
"""Another version of the agent: where it is put, how it comes to run, and whether it is well.

A board loads nothing of this but while a version comes, and in its first starts.
"""
