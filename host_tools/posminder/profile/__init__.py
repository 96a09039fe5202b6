# SPDX-License-Identifier: MIT
"""A shop's profile: from a technician's YAML file to the bytes a board accepts."""
