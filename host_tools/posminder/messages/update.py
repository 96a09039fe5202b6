# SPDX-License-Identifier: MIT
"""What `update` says."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "release.installed": (
        "Board {board} takes updates signed with key {fingerprint}, and no others.",
        "守护盒 {board} 今后只接受密钥 {fingerprint} 签署的更新。",
    ),
    "doctor.update.what": (
        "The board runs the newest signed version on this computer.",
        "守护盒运行的是本机最新的已签署版本。",
    ),
    "doctor.update.found": (
        "The board runs {old}; version {new} is here, signed.",
        "守护盒运行 {old}，本机有已签署的版本 {new}。",
    ),
    "doctor.update.why": (
        "A newer version mends what an older one does wrong.",
        "新版本修正旧版本的问题。",
    ),
    "doctor.update.cure": ("posminder update", "运行 posminder update"),
    "doctor.release_key.what": ("The board was given a release key.", "守护盒已设置发布密钥。"),
    "doctor.release_key.found": ("The board was given no release key.", "守护盒未设置发布密钥。"),
    "doctor.release_key.why": (
        "Without one it takes no update, of nobody.",
        "没有发布密钥，任何更新都不接受。",
    ),
    "doctor.release_key.cure": (
        "At the office's computer: posminder office install-key",
        "在办公室电脑上运行 posminder office install-key",
    ),
    "doctor.fell_back.what": ("The last update stays.", "上次更新保持有效。"),
    "doctor.fell_back.found": (
        "Version {new} was not healthy; the board went back to {old}.",
        "版本 {new} 未能健康运行，守护盒已退回 {old}。",
    ),
    "doctor.fell_back.why": (
        "The same version sent again falls back again.",
        "再次发送同一版本仍会退回。",
    ),
    "doctor.fell_back.cure": (
        "posminder logs, tell whoever signed it, then posminder update with another version",
        "运行 posminder logs，告知签署者，再用其他版本运行 posminder update",
    ),
    "update.current": (
        "Board {id} runs version {old}; the newest signed one here for it is {new}: nothing to do.",
        "守护盒 {id} 固件版本为 {old}，本机最新的已签署版本为 {new}：无需更新。",
    ),
    "update.will": (
        "Board {id} ({board}): version {old} to {new}, {kib} KiB, {path}",
        "守护盒 {id}（{board}）：版本 {old} 更新到 {new}，{kib} KiB，{path}",
    ),
    "update.signed": (
        "Signed with the release key {fingerprint}, as release.pem here has it.",
        "由发布密钥 {fingerprint} 签署，与本机 release.pem 一致。",
    ),
    "update.unchecked": (
        "There is no release.pem on this computer: whose signature it is, only the board tells.",
        "本机没有 release.pem：签名是否正确由守护盒判断。",
    ),
    "update.older": (
        "Version {new} is not newer than {old}: somebody at the board must agree to it.",
        "版本 {new} 不比 {old} 新：须由现场人员在守护盒上同意。",
    ),
    "update.broken": (
        "The line broke ({error}) Plug the cable in again: it goes on where it was. Waiting five "
        "minutes.",
        "线路中断（{error}）请重新插好线缆，将从中断处继续。等待五分钟。",
    ),
    "update.busy": (
        "The board is in a dialog with the terminal, or a settlement is open or in doubt: waiting, "
        "ten minutes at most.",
        "守护盒正在与终端通信，或批结算未完成、结果不明：等待中，最多十分钟。",
    ),
    "update.sent": (
        "The board has all of it, has checked it, and restarts with version {new}. It goes on by "
        "itself now.",
        "守护盒已收到并核对全部内容，正以版本 {new} 重新启动。后续由守护盒自行完成。",
    ),
    "update.trial": (
        "Version {new} runs on trial. It counts as healthy when it has run well for two minutes.",
        "版本 {new} 试运行中，正常运行两分钟后视为健康。",
    ),
    "update.updated": (
        "Board {id} runs version {new} and is healthy.",
        "守护盒 {id} 已运行版本 {new}，状态健康。",
    ),
    "update.fell_back": (
        "Board {id} went back: version {new} was not healthy, and {old} runs on as before. Next: "
        "posminder logs, and tell whoever signed {new}.",
        "守护盒 {id} 已退回：版本 {new} 未能健康运行，继续运行 {old}。"
        "请执行 posminder logs，并告知签署 {new} 的人。",
    ),
}
