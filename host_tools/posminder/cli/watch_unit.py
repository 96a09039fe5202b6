# SPDX-License-Identifier: MIT
"""The systemd unit of the watch: a user of its own, the serial ports, its folder, and no more."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Final

_UNIT: Final = """\
# Posminder's watch as a service. Written by: posminder watch unit
#
#   posminder watch unit --config /etc/posminder/watch.yaml > posminder-watch.service
#   systemd-analyze verify ./posminder-watch.service
#   install -m 644 posminder-watch.service /etc/systemd/system/
#   systemctl daemon-reload && systemctl enable --now posminder-watch
#
# Keys, tickets and the store lie in /var/lib/posminder: as root, POSMINDER_HOME=/var/lib/posminder
# for every command that is to see them. A route's address: in watch.yaml
# `url: file:$CREDENTIALS_DIRECTORY/owner`, below LoadCredential= of a file that only root reads.
# ReadWritePaths= names the folder of backups.

[Unit]
Description=Posminder: looks after card terminals' boards
After=network-online.target
Wants=network-online.target

[Service]
ExecStart={program} watch --config {config}
Environment=POSMINDER_HOME=/var/lib/posminder
#LoadCredential=owner:/etc/posminder/owner.url
#ReadWritePaths=/mnt/backup
Restart=on-failure
RestartSec=30
TimeoutStopSec=90

DynamicUser=yes
StateDirectory=posminder
StateDirectoryMode=0700
SupplementaryGroups=dialout
UMask=0077

ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
ProtectClock=no
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
DevicePolicy=closed
DeviceAllow=char-ttyACM rw
DeviceAllow=char-ttyUSB rw
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy=multi-user.target
"""


def unit_text(config: Path) -> str:
    """Return the unit for the program that runs now."""
    beside = Path(sys.executable).with_name("posminder")
    program = beside if beside.is_file() else Path(shutil.which("posminder") or beside)
    return _UNIT.format(program=program, config=config).rstrip("\n")
