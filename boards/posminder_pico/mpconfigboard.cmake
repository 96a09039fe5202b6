# A Raspberry Pi Pico, for MicroPython v1.28.0: make -C ports/rp2 BOARD_DIR=.../boards/posminder_pico
set(PICO_BOARD "pico")
set(PICO_PLATFORM "rp2040")
set(MICROPY_FROZEN_MANIFEST ${MICROPY_BOARD_DIR}/manifest.py)
