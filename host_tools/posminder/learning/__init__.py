# SPDX-License-Identifier: MIT
"""What a technician's PC learns of a MIS line while it stands between register and terminal.

masking   takes card data out of a body before anything else sees it
frames    cuts a direction's bytes into frames
line      passes bytes both ways and listens
record    the masked exchanges, kept as a file
shape     how bodies are built
fields    which field is which, by values that are known
draft     a dialect's file from it
replay    holds a dialect against a record
"""
