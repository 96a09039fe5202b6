# SPDX-License-Identifier: MIT
"""What is said of an evidence pack as a thing: its key, its signature, how to verify it."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

_HOW_EN: Final = """\
How to verify this folder without the program that made it

1. No file was changed: in this folder
       sha256sum -c manifest.sha256
   (macOS: shasum -a 256 -c manifest.sha256). Each line must say OK.
2. The list is the one that was signed:
       openssl pkeyutl -verify -pubin -inkey signer.pem -rawin \\
           -in manifest.sha256 -sigfile manifest.sig
   It must say: Signature Verified Successfully (OpenSSL 3).
3. Who signed: signer.pem came with the folder, so whoever made the folder chose it. Ask the sender,
   by another way than this folder came, for the fingerprint of his evidence key, and compare:
       openssl pkey -pubin -in signer.pem -outform DER | sha256sum
4. With the program all of it, and the journal's proof as well, without any network:
       posminder evidence verify . --signer KEY-FROM-THE-SENDER.pem
   The files proof*.json hold one record each, and lead it to the seal that the board made.

What this proves: that these files are those that the holder of the key signed, and that the record
was sealed in its place and not altered since. Not that the terminal or a person told the truth.
"""
_HOW_ZH: Final = """\
不用生成本材料的程序，如何核验本文件夹

1. 文件未被改动：在本文件夹内执行
       sha256sum -c manifest.sha256
   （macOS：shasum -a 256 -c manifest.sha256）。每一行都应显示 OK。
2. 清单即被签名的清单：
       openssl pkeyutl -verify -pubin -inkey signer.pem -rawin \\
           -in manifest.sha256 -sigfile manifest.sig
   应显示 Signature Verified Successfully（OpenSSL 3）。
3. 由谁签名：signer.pem 随文件夹一起来，制作文件夹的人可以任选。请用另外的途径
   向发送方索取其举证密钥的指纹，并与下列结果核对：
       openssl pkey -pubin -in signer.pem -outform DER | sha256sum
4. 用本程序可一次核验以上各项及流水证明，无需网络：
       posminder evidence verify . --signer 发送方提供的公钥.pem
   proof*.json 各含一条记录，并证明其属于守护盒所作的封存。

能证明：这些文件就是密钥持有人签名的文件；该记录在其位置被封存，此后未被改动。
不能证明：终端或人员所述属实。
"""

MESSAGES: Final[Table] = {
    "pack.how_to_verify": (_HOW_EN, _HOW_ZH),
    "pack.key": (
        "Evidence key, SHA-256 of its DER form: {fingerprint}",
        "举证密钥（DER 格式的 SHA-256）：{fingerprint}",
    ),
    "pack.key_made": (
        "The key was made and is in {path}. Tell its fingerprint to whoever gets packs, by another "
        "way than the packs go.",
        "密钥已生成，存于 {path}。请用与材料不同的途径，把指纹告知接收方。",
    ),
    "pack.key_replaced": (
        "Packs signed from now on have the new key; those of the old one remain known here.",
        "今后的材料由新密钥签名；旧密钥签名的材料在本机仍可识别。",
    ),
    "pack.key_public": ("Its public half is in {path}.", "公钥已写入 {path}。"),
    "pack.unsigned": (
        "The pack is not signed: this computer's office has no evidence key. Next: posminder "
        "office evidence-key, and make it again",
        "材料未签名：本机办公室没有举证密钥。下一步：posminder office evidence-key，再重新制作",
    ),
    "pack.tick_none": ("{paper} – there is none: {why}", "{paper} – 无法提供：{why}"),
    "pack.from_office": ("the merchant's office", "商户办公室"),
    "pack.zipped": ("{path}: {files} files in one.", "{path}：{files} 个文件合为一个。"),
    "pack.finding.no_manifest": (
        "{file} is missing: nothing says which files belong to the pack, or whose they are.",
        "缺少 {file}：无从得知哪些文件属于本材料、出自何人。",
    ),
    "pack.finding.manifest_unreadable": (
        "{file} is no list that sha256sum writes.",
        "{file} 不是 sha256sum 的清单格式。",
    ),
    "pack.finding.changed": (
        "{file}: changed since the manifest was made.",
        "{file}：在清单生成后被改动。",
    ),
    "pack.finding.missing": (
        "{file}: in the manifest, and not there.",
        "{file}：清单中有，文件缺失。",
    ),
    "pack.finding.extra": (
        "{file}: not in the manifest; nobody vouches for it.",
        "{file}：不在清单中，无人为其担保。",
    ),
    "pack.finding.no_signature": (
        "{file} is missing: nobody has signed the manifest, so anybody may have made it.",
        "缺少 {file}：清单未签名，任何人都可能制作。",
    ),
    "pack.finding.no_signer": (
        "The signature was not checked: there is no usable {file}. Next: add --signer KEY.pem",
        "未核对签名：没有可用的 {file}。下一步：加 --signer KEY.pem",
    ),
    "pack.finding.signer_unknown": (
        "Who signed is not known: {file} is the key inside the pack, which whoever made the pack "
        "chose. Next: have the sender tell his key by another way, and add --signer KEY.pem",
        "签名人未知：{file} 是材料自带的密钥，由制作者自选。下一步：请发送方用另外的途径"
        "提供公钥，再加 --signer KEY.pem",
    ),
    "pack.finding.signer_other": (
        "Signed, but by the key in {file} and not by the one named with --signer.",
        "有签名，但出自 {file} 中的密钥，而非 --signer 指定的密钥。",
    ),
    "pack.finding.signature_wrong": (
        "{file} is no signature of this manifest: the manifest or the signature was changed.",
        "{file} 不是本清单的签名：清单或签名被改动。",
    ),
    "pack.finding.no_proof": (
        "There is no proof from the journal: what the pack says of the sale is its maker's word.",
        "没有流水证明：材料对该笔交易的陈述仅为制作者之言。",
    ),
    "pack.finding.proof_unreadable": (
        "{file} is no proof of this program.",
        "{file} 不是本程序的流水证明。",
    ),
    "pack.finding.proof_wrong": (
        "{file}: the record does not lead to the seal: one of them was changed.",
        "{file}：记录与封存不符，其中之一被改动。",
    ),
    "pack.finding.mac_wrong": (
        "{file}: the board whose key is on this computer did not make that seal.",
        "{file}：该封存不是由本机持有其密钥的守护盒所作。",
    ),
    "pack.signed.named": (
        "Signed by the key named with --signer: {fingerprint}…",
        "由 --signer 指定的密钥签名：{fingerprint}…",
    ),
    "pack.signed.known": (
        "Signed by a key that this computer knows: {fingerprint}…",
        "由本机已知的密钥签名：{fingerprint}…",
    ),
    "pack.signed.inside": (
        "Signed by the key inside the pack: {fingerprint}…",
        "由材料自带的密钥签名：{fingerprint}…",
    ),
    "pack.proved": (
        "{file}: record {seq} of board {board} leads to its seal; {mac}:",
        "{file}：守护盒 {board} 的第 {seq} 条记录与其封存相符；{mac}：",
    ),
    "pack.mac": ("that the board made the seal was checked", "已核对该封存出自该守护盒"),
    "pack.no_mac": (
        "that the board made it only the holder of its sealing key can check",
        "是否出自该守护盒，仅其封存密钥持有人可核对",
    ),
    "pack.verdict.VERIFIED": (
        "VERIFIED: the {files} files are those that were signed.",
        "VERIFIED（已验证）：{files} 个文件与签名时一致。",
    ),
    "pack.verdict.INCOMPLETE": (
        "INCOMPLETE: nothing contradicts, but not all is proved.",
        "INCOMPLETE（不完整）：无矛盾，但未能全部证明。",
    ),
    "pack.verdict.TAMPERED": (
        "TAMPERED: this is not what was signed.",
        "TAMPERED（已被改动）：内容与签名时不符。",
    ),
    "pack.not_truth": (
        "It proves order and that nothing was altered since, not that terminal or person told the "
        "truth.",
        "只证明先后次序与此后未被改动，不证明终端或人员所述属实。",
    ),
}
