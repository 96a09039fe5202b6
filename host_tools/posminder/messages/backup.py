# SPDX-License-Identifier: MIT
"""What `backup` says."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "backup.passphrase": ("The backup's passphrase", "备份的口令"),
    "backup.new_passphrase": (
        "A passphrase for the backup, at least {least} characters",
        "为备份设置口令，至少 {least} 个字符",
    ),
    "backup.made": (
        "{file}: {files} files, {records} records of {boards} boards. It was read back from the "
        "disk, unpacked, and is what this computer has.",
        "{file}：{files} 个文件，{boards} 台守护盒共 {records} 条记录。"
        "已从磁盘读回、解开并与本机核对一致。",
    ),
    "backup.to_company": (
        "Only the company's private key opens it (SHA-256 of the public one {company}).",
        "只有公司私钥能打开（公钥 SHA-256 {company}）。",
    ),
    "backup.to_passphrase": (
        "Only its passphrase opens it: keep that somewhere else than the file.",
        "只有口令能打开：请与备份文件分开保管。",
    ),
    "backup.whole": (
        "{file} of {at} is whole: {files} files, {records} records of {boards} boards came back.",
        "{file}（{at}）完好：恢复出 {files} 个文件，{boards} 台守护盒共 {records} 条记录。",
    ),
    "backup.board": (
        "Board {board}: {records} records, the newest {last}. Journal {verdict}.",
        "守护盒 {board}：{records} 条记录，最新 {last}。日志 {verdict}。",
    ),
    "backup.restored": (
        "{folder} is the home of {at}. Next: POSMINDER_HOME={folder} posminder logs --no-pull",
        "{folder} 即 {at} 的数据目录。下一步：POSMINDER_HOME={folder} posminder logs --no-pull",
    ),
}
