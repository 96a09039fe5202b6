# SPDX-License-Identifier: MIT
"""What `logs verify` and `logs prove` say, and what becomes of a board's seal keys."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "seals.verdict.VERIFIED": (
        "VERIFIED: board {board} sealed these records as they are, and none is missing.",
        "VERIFIED（已验证）：记录与守护盒 {board} 封存时一致，且无缺失。",
    ),
    "seals.verdict.VERIFIED_one": (
        "VERIFIED: board {board} sealed this record as it is.",
        "VERIFIED（已验证）：该记录与守护盒 {board} 封存时一致。",
    ),
    "seals.verdict.INCOMPLETE": (
        "INCOMPLETE: nothing contradicts board {board}'s seals, but not all is proved.",
        "INCOMPLETE（不完整）：与守护盒 {board} 的封存无矛盾，但未能全部证明。",
    ),
    "seals.verdict.TAMPERED": (
        "TAMPERED: this is not what board {board} sealed.",
        "TAMPERED（已被改动）：内容与守护盒 {board} 封存时不符。",
    ),
    "seals.reach": (
        "{proved} of {records} records proved by {segments} seals; MACs checked: {macs}.",
        "{records} 条记录中 {proved} 条由 {segments} 个封存证明；已核对 MAC：{macs} 个。",
    ),
    "seals.not_truth": (
        "A seal proves what the board recorded, not that the terminal told it the truth.",
        "封存只证明守护盒记录了什么，不证明终端所报属实。",
    ),
    "seals.place": ("segment {segment}, ", "第 {segment} 段，"),
    "seals.one": ("record {first}: ", "第 {first} 条记录："),
    "seals.many": ("records {first} to {last}: ", "第 {first} 至 {last} 条记录："),
    "seals.finding.empty": ("there are no records.", "没有记录。"),
    "seals.finding.no_blinding": (
        "no record was held against its seal: the board's blinding secret is not on this computer. "
        "Next: posminder logs --port PORT, or --seal-keys FILE",
        "未将记录与封存核对：本电脑没有该守护盒的盲化密钥。下一步：posminder logs --port 端口，或 "
        "--seal-keys 文件",
    ),
    "seals.finding.no_key": (
        "no MAC was checked: whether it was this board that sealed is not shown. Next: "
        "--company-key FILE, where the first key is kept",
        "未核对 MAC：无法证明是该守护盒所封存。下一步：在保存首个密钥处使用 --company-key 文件",
    ),
    "seals.finding.no_seal": ("in no seal at all.", "没有任何封存。"),
    "seals.finding.segments_missing": (
        "all seals before this one, from the last known, are missing, and what they sealed is not "
        "proved.",
        "此前缺少若干封存，其内容未获证明。",
    ),
    "seals.finding.before_first": (
        "written before the board had a key, or gone: in no seal.",
        "写于守护盒取得密钥之前，或已缺失：不在任何封存内。",
    ),
    "seals.finding.unsealed": (
        "in no seal: the board could not seal for a while.",
        "不在任何封存内：守护盒一度无法封存。",
    ),
    "seals.finding.tail": (
        "newer than the last seal, not proved.",
        "晚于最后一个封存，未获证明。",
    ),
    "seals.finding.no_nonce": (
        "the last seal is not over a nonce that this computer asked for: newer records may have "
        "been cut off. Next: posminder logs --port PORT",
        "最后一个封存并非针对本电脑的随机数：更新的记录可能已被截去。"
        "下一步：posminder logs --port 端口",
    ),
    "seals.finding.damage": (
        "damaged bytes at {first} of the file.",
        "文件偏移 {first} 处数据损坏。",
    ),
    "seals.finding.record_missing": (
        "missing or damaged; all others of its segment are proved.",
        "缺失或损坏；该段其余记录均已证明。",
    ),
    "seals.finding.record_unreadable": (
        "the board itself could not read it any more when it sealed.",
        "守护盒封存时自身已无法读取。",
    ),
    "seals.finding.records_missing": (
        "several records of this range are missing, so none of the segment is proved.",
        "该范围内缺失多条记录，整段均未获证明。",
    ),
    "seals.finding.record_not_covered": (
        "the board could not read it any more when it sealed: this copy is not proved.",
        "守护盒封存时已无法读取：此副本未获证明。",
    ),
    "seals.finding.seal_foreign": ("no seal that a board makes.", "并非守护盒所作的封存。"),
    "seals.finding.seal_misplaced": (
        "the seal is not behind the records it names, or overlaps another.",
        "封存位置与其所述记录不符，或与另一封存重叠。",
    ),
    "seals.finding.seal_repeated": (
        "a second seal of this segment, or one out of order.",
        "该段存在第二个封存，或封存次序错误。",
    ),
    "seals.finding.seal_crowded": (
        "between this seal and the one before there is no room for the missing ones: numbers were "
        "made anew.",
        "此封存与前一封存之间容不下缺失的封存：编号被重排。",
    ),
    "seals.finding.link": (
        "the seal does not follow the one before it.",
        "该封存与前一封存不相衔接。",
    ),
    "seals.finding.first_link": ("the seal is another board's.", "该封存属于另一守护盒。"),
    "seals.finding.mac": (
        "the MAC is wrong: this board did not make this seal with this segment's key.",
        "MAC 错误：并非该守护盒以本段密钥所作的封存。",
    ),
    "seals.finding.record_changed": (
        "not the record that was sealed.",
        "并非封存时的记录。",
    ),
    "seals.finding.records_changed": (
        "two or more of these are not what was sealed; which ones cannot be told.",
        "其中至少两条与封存时不符，无法判定是哪几条。",
    ),
    "seals.finding.totals": (
        "count or total of the sales is not what the seal says.",
        "交易笔数或金额与封存所述不符。",
    ),
    "seals.finding.number_twice": (
        "two different records bear this number.",
        "两条不同的记录使用了同一编号。",
    ),
    "seals.finding.nonce": (
        "the seal that answered this computer's nonce is gone, or another.",
        "应答本电脑随机数的封存已缺失或被替换。",
    ),
    "seals.finding.checkpoint": (
        "the seal is not the one that this computer saw.",
        "该封存与本电脑当时所见不同。",
    ),
    "seals.finding.checkpoint_forged": (
        "the checkpoint of this seal bears a wrong signature.",
        "该封存的检查点签名错误。",
    ),
    "seals.finding.checkpoint_left_out": (
        "a checkpoint before the one of this seal is gone, or another.",
        "该封存的检查点之前的检查点已缺失或被替换。",
    ),
    "seals.finding.rekey_lost": (
        "other keys begin here, and no record sealed with the old ones orders it: they were lost, "
        "or that record cannot be read. Only who ordered it can vouch for it.",
        "此处起使用新密钥，但没有旧密钥封存的记录下令更换：旧密钥已丢失，或该记录无法读取。"
        "只有下令者能为此作保。",
    ),
    "seals.finding.rekey_unknown": (
        "other keys begin here that are not kept here: nothing sealed with them is proved. Who "
        "ordered this? Next: the --seal-keys FILE of the computer that did, or take it for forged",
        "此处起使用的新密钥未保存在本电脑：其封存的内容均未获证明。由谁下令？"
        "下一步：使用下令电脑的 --seal-keys 文件，否则视为伪造",
    ),
    "seals.finding.rekey_unordered": (
        "other keys begin here, and the whole journal before holds no order for it.",
        "此处起使用新密钥，而此前完整的日志中并无更换命令。",
    ),
    "seals.finding.rekey_misplaced": (
        "the record that begins other keys names another segment or seal, or comes twice.",
        "启用新密钥的记录指向另一段或另一封存，或重复出现。",
    ),
    "seals.finding.token_unreadable": (
        "the time-stamp token of this seal's checkpoint is damaged.",
        "该封存检查点的时间戳令牌已损坏。",
    ),
    "seals.finding.token_untrusted": (
        "no authority in authority.pem vouches for the time-stamp token of this seal's checkpoint.",
        "authority.pem 中没有机构为该封存检查点的时间戳令牌作保。",
    ),
    "seals.finding.token_expired": (
        "a certificate behind the time-stamp token of this seal's checkpoint was not valid at its "
        "time.",
        "该封存检查点的时间戳令牌所依据的证书在其时间点无效。",
    ),
    "seals.finding.token_mismatch": (
        "the time-stamp token of this seal's checkpoint is over something else.",
        "该封存检查点的时间戳令牌并非针对此检查点。",
    ),
    "keys.board": ("board", "守护盒"),
    "keys.from": ("from segment", "起始段"),
    "keys.kept": ("first key", "首个密钥"),
    "keys.newest": ("newest seal", "最新封存"),
    "keys.locked": ("locked to company key {company}", "已用公司密钥 {company} 加密"),
    "keys.plain": ("PLAIN", "明文"),
    "keys.not_kept": ("not kept", "未保存"),
    "keys.unused": ("not seen in use", "未见使用"),
    "keys.seal": ("segment {epoch}, record {seq}", "第 {epoch} 段，第 {seq} 条记录"),
    "keys.none": (
        "No seal keys are kept on this computer.",
        "本电脑未保存任何封存密钥。",
    ),
    "keys.backup": (
        "Keep a copy of {path} where the company's private key is not: without a board's blinding "
        "secret no record can be held against its seal, and without the first key no MAC.",
        "请将 {path} 另存一份，且勿与公司私钥同处：缺少盲化密钥则无法核对记录，"
        "缺少首个密钥则无法核对 MAC。",
    ),
    "keys.rekeyed": (
        "Board {board} seals with other keys from segment {epoch} on; the first is kept in {path}.",
        "守护盒 {board} 自第 {epoch} 段起以新密钥封存；首个密钥保存于 {path}。",
    ),
    "keys.rewrapped": (
        "{count} boards' keys are locked to company key {company} now. Destroy {old} when every "
        "computer's keys are.",
        "已将 {count} 个守护盒的密钥改用公司密钥 {company} 加密。"
        "待所有电脑均完成后，请销毁 {old}。",
    ),
    "keys.locked_otherwise": (
        "Board {board}: {why}",
        "守护盒 {board}：{why}",
    ),
    "keys.by_missing": (
        "People are enrolled on this board: an owner decides. Next: add --by ID",
        "该守护盒已登记人员：须由店主决定。下一步：加上 --by 编号",
    ),
    "seals.stamped": (
        "Time-stamped: everything up to the seal {seq} existed at {at}, says {authority}. That "
        "proves no record's own time, and not that nothing was left out before.",
        "时间戳：截至第 {seq} 条封存的全部内容在 {at} 已存在，由 {authority} 证明。这不证明记录自身"
        "的时间，也不证明此前没有遗漏。",
    ),
    "seals.not_stamped": (
        "{count} checkpoints bear time-stamp tokens that were not checked: there are no "
        "certificates in {path}.",
        "{count} 个检查点带有时间戳令牌但未核对：{path} 中没有证书。",
    ),
    "seals.checkpoints": (
        "{count} checkpoints, {enrolled} of them signed with a key that the office enrolled; the "
        "others are this computer's own word.",
        "检查点 {count} 个，其中 {enrolled} 个由总部登记的密钥签名；其余仅为本电脑自述。",
    ),
    "seals.proof_written": (
        "{file}: the proof of record {seq}. It shows no other record.",
        "{file}：第 {seq} 条记录的证明，不含其他记录。",
    ),
    "seals.key_locked": (
        "The first key of the seals is locked to the company's key: {path}",
        "封存的首个密钥已用公司公钥加密：{path}",
    ),
    "seals.key_plain": (
        "The first key of the seals lies PLAIN in {path}: whoever reads it can make any seal of "
        "this board. Move it to where only those are who may.",
        "封存的首个密钥以明文保存于 {path}：读到它的人可伪造该守护盒的任何封存。"
        "请移至仅限授权人员之处。",
    ),
    "seals.key_not_kept": (
        "There is no company key in {path}: the first key of the seals was not kept, and nobody "
        "will ever check their MACs.",
        "{path} 处没有公司公钥：封存的首个密钥未保存，今后无人能核对其 MAC。",
    ),
}
