# SPDX-License-Identifier: MIT
"""What `bundles`, `office release-key` and `office sign` say."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "release.key": ("Release key, fingerprint {fingerprint}", "发布密钥，指纹 {fingerprint}"),
    "release.key_made": (
        "It was made now and lies in {path}: without copies of that file no board can be updated "
        "until it is given another key.",
        "密钥刚刚生成，保存在 {path}。若无备份，更换密钥之前所有守护盒都无法更新。",
    ),
    "release.key_replaced": (
        "The key before it is gone. Boards go on taking what it signed, until each is given this "
        "one (posminder office install-key); sign again what they are to take then.",
        "原密钥已删除。守护盒仍只接受原密钥签署的固件，直到逐一换上新密钥"
        "（posminder office install-key）；请用新密钥重新签署。",
    ),
    "release.key_public": (
        "{path} is its public half, no secret. On laptops: posminder bundles take {path}",
        "{path} 是公钥，不保密。在技术员电脑上执行：posminder bundles take {path}",
    ),
    "release.nothing_shipped": (
        "This program came with no bundles: it was not installed from a wheel. In a checkout, "
        "pip wheel --no-deps . makes one with bundles in it; name one of them",
        "本程序未附带固件包（不是从 wheel 安装的）。在源码目录执行 pip wheel --no-deps . "
        "可生成带固件包的 wheel；请指定其中一个",
    ),
    "release.signed": (
        "Board {board}, version {version}: signed with key {fingerprint}, {path}",
        "守护盒型号 {board}，版本 {version}：已用密钥 {fingerprint} 签署，{path}",
    ),
    "release.take_along": (
        "On laptops: posminder bundles take FILE, with the office's release.pem.",
        "在技术员电脑上执行：posminder bundles take FILE（连同办公室的 release.pem）。",
    ),
    "bundles.nothing": (
        "No bundle on this computer. The office signs them: posminder office sign.",
        "本机没有固件包。由办公室签署：posminder office sign。",
    ),
    "bundles.board": ("Board", "守护盒型号"),
    "bundles.version": ("Version", "版本"),
    "bundles.signature": ("Signature", "签名"),
    "bundles.file": ("File", "文件"),
    "bundles.good": ("by the office", "办公室签署"),
    "bundles.other": ("by another key", "由其他密钥签署"),
    "bundles.unchecked": ("not checked: no release.pem here", "未核对：本机没有 release.pem"),
    "bundles.unsigned": ("none", "无"),
    "bundles.key_taken": (
        "The office's release key is kept here, fingerprint {fingerprint}: compare it "
        "by telephone.",
        "已保存办公室的发布公钥，指纹 {fingerprint}：请电话核对。",
    ),
    "bundles.taken": (
        "Board {board}, version {version}: kept here; {path} may be deleted.",
        "守护盒型号 {board}，版本 {version}：已保存在本机，{path} 可以删除。",
    ),
}
