# SPDX-License-Identifier: MIT
"""Who may import whom: the one table of the house (ARCHITECTURE.md draws it)."""

from __future__ import annotations

from typing import Final

# room: (path prefixes of its modules, prefixes of our modules that it may import)
# The longest prefix that fits a module decides its room.
ROOMS: Final[dict[str, tuple[str, ...]]] = {
    "posminder_formats": ("posminder_formats",),
    # leaves of the agent: may know formats, nothing of each other's users
    "agent.errors": (),
    "agent.limits": ("posminder_formats",),
    "agent.events": ("posminder_formats",),
    "agent.effects": ("posminder_formats",),
    "agent.contracts": (),
    "agent.ports": ("agent.contracts",),
    "agent.clock": ("posminder_formats", "agent.events", "agent.profile", "agent.contracts"),
    "agent.config": ("posminder_formats", "agent.errors", "agent.limits", "agent.contracts"),
    "agent.profile": ("posminder_formats",),
    # rooms
    "agent.journal": (
        "posminder_formats",
        "agent.journal",
        "agent.errors",
        "agent.limits",
        "agent.contracts",
    ),
    "agent.terminals": (
        "posminder_formats",
        "agent.terminals",
        "agent.events",
        "agent.errors",
        "agent.limits",
        "agent.contracts",
    ),
    "agent.policy": (
        "posminder_formats",
        "agent.policy",
        "agent.events",
        "agent.effects",
        "agent.limits",
        "agent.profile",
    ),
    "agent.alerts": (
        "posminder_formats",
        "agent.alerts",
        "agent.effects",
        "agent.limits",
        "agent.contracts",
    ),
    "agent.host_line": (
        "posminder_formats",
        "agent.host_line",
        "agent.errors",
        "agent.limits",
        "agent.contracts",
        "agent.ports",
    ),
    # the composition root and its hands
    "agent.app": ("agent", "posminder_formats"),
    "agent.conductor": ("agent", "posminder_formats"),
    "agent.moment": ("agent.effects", "agent.alerts", "agent.policy", "agent.events"),
    "agent.services": ("agent", "posminder_formats"),
    "agent.status": ("agent", "posminder_formats"),
    "agent": (),
    "main": ("board", "agent.app"),
    # drivers of parts: what they do with bytes is pure and tested on both Pythons
    "chips": ("posminder_formats", "agent.contracts"),
    # boards know the contract and nothing else of the agent
    "boards.unix": ("boards.unix", "agent.contracts"),
    # the host
    "posminder.image": ("posminder.image", "posminder.errors", "posminder_formats"),
    "posminder.simulator": ("posminder.simulator", "posminder.image", "posminder.errors"),
    "posminder.transport": ("posminder.transport", "posminder.errors", "posminder_formats"),
    "posminder.person": ("posminder_formats",),
    "posminder.session": (
        "posminder.transport",
        "posminder.person",
        "posminder.errors",
        "posminder_formats",
    ),
    "posminder.store": (
        "posminder.store",
        "posminder.journal_file",
        "posminder.wall_time",
        "posminder.errors",
        "posminder_formats",
    ),
    "posminder.profile": (
        "posminder.profile",
        "posminder.links",
        "posminder.messages",
        "posminder.errors",
        "posminder_formats",
    ),
    "posminder.scenarios": (
        "posminder.scenarios",
        "posminder.simulator",
        "posminder.profile",
        "posminder.session",
        "posminder.person",
        "posminder.account_text",
        "posminder.store",
        "posminder.journal_file",
        "posminder.record_view",
        "posminder.messages",
        "posminder.money",
        "posminder.errors",
        "posminder_formats",
    ),
    "posminder.practice": (
        "posminder.practice",
        "posminder.scenarios",
        "posminder.simulator",
        "posminder.profile",
        "posminder.transaction",
        "posminder.journal_file",
        "posminder.errors",
        "posminder_formats",
    ),
    "posminder.links": ("posminder.messages", "posminder_formats"),
    "posminder.alert_text": (
        "posminder.messages",
        "posminder.terminal_code",
        "posminder_formats",
    ),
    "posminder.terminal_code": ("posminder.messages",),
    "posminder.slip_text": ("posminder.journal_file", "posminder_formats"),
    "posminder.report": (
        "posminder.report",
        "posminder.alert_text",
        "posminder.terminal_code",
        "posminder.journal_file",
        "posminder.transaction",
        "posminder.messages",
        "posminder.runbook_sentences",
        "posminder.money",
        "posminder.wall_time",
        "posminder.store",
        "posminder.errors",
        "posminder_formats",
    ),
    "posminder.explain": (
        "posminder.explain",
        "posminder.report",
        "posminder.transaction",
        "posminder.transaction_sentences",
        "posminder.runbook_sentences",
        "posminder.slip_text",
        "posminder.messages",
        "posminder.store",
        "posminder.wall_time",
        "posminder_formats",
    ),
    "posminder.messages": ("posminder.messages",),
    "posminder.runbook_sentences": ("posminder.messages",),
    "posminder.journal_file": ("posminder.errors", "posminder_formats"),
    "posminder": ("posminder", "posminder_formats"),
}

# Modules that may import inside a function, with the reason.
LOCAL_IMPORTS_ALLOWED: Final[dict[str, str]] = {
    "agent.policy.engine": "few shops want the gate, or have a terminal that speaks nothing",
    "agent.terminals.zvt.driver": "few shops want the gate",
    "agent.app": "a board needs one driver and has no memory for all",
    "posminder_formats.profile_check": "a board that speaks no dialect needs no check of one",
    "posminder.__main__": "Ctrl-C during the other imports must end it quietly",
}
