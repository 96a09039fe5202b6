# SPDX-License-Identifier: MIT
"""ZVT 700 over a serial line.

framing   bytes to APDUs and back          messages  an APDU's parts, and our own commands
fields    what the parts mean; card data   dialog    who may speak next in an own dialog
          is cut here and nowhere later    own       one own command, from request to outcome
watch     what register and terminal say   slip      one receipt, line by line
driver    joins the rooms and routes every byte
"""
