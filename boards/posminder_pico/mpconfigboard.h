// SPDX-License-Identifier: MIT
// A Raspberry Pi Pico whose file system has a slice of the flash only: layout.py, _boot.py.
#define MICROPY_HW_BOARD_NAME "Posminder on Raspberry Pi Pico"
#define MICROPY_HW_FLASH_STORAGE_BYTES (1408 * 1024)
// The port reads what is compressed; a journal may be sent so.
#define MICROPY_PY_DEFLATE_COMPRESS (1)
