# SPDX-License-Identifier: MIT
"""How the 1,408 KB behind the program are shared out, in sectors of 4 KB, one behind the other."""

from micropython import const

SECTOR_BYTES = const(4096)
FILES_SECTORS = const(32)  # a file system of 128 KB, for whoever wants one
CODE_SECTORS = const(128)  # two slots of 256 KB for signed code: reserved (README.md says why)
CONFIG_SECTORS = const(16)  # profile, key, people, sealing keys
JOURNAL_SECTORS = const(176)  # 704 KB, where no flash chip is wired
STORAGE_SECTORS = const(352)

if FILES_SECTORS + CODE_SECTORS + CONFIG_SECTORS + JOURNAL_SECTORS != STORAGE_SECTORS:
    raise ValueError("the layout does not fill the flash")
