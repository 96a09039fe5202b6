# SPDX-License-Identifier: MIT
"""What a terminal's codes mean: results, reasons of an abort or a refusal, and states.

ZVT's numbers (PA00P015, chapter 10 and the one on 05 01), which every driver's own results are
turned into; 102 and 103 are agent.events.STATUS_*. What is missing here is shown as its number.
"""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

ACQUIRER_LAST: Final = 0x63
"""Up to it a result is the acquirer's answer, whose meaning is his."""

MESSAGES: Final[Table] = {
    "code.acquirer": ("{code}, the acquirer's answer", "{code}，收单机构应答码"),
    "code.known": ("{code}, {means}", "{code}，{means}"),
    "code.00": ("ready", "就绪"),
    "code.51": ("initialisation required", "需要初始化（签到）"),
    "code.62": ("its date or time is wrong", "日期或时间不正确"),
    "code.64": ("card not readable", "卡片无法读取"),
    "code.65": ("no card data", "没有卡片数据"),
    "code.66": ("processing error", "处理出错"),
    "code.67": ("not permitted for this card", "该卡不允许此功能"),
    "code.68": ("not permitted for this card", "该卡不允许此功能"),
    "code.6a": ("turnover file full: settle first", "交易记录已满：请先批结算"),
    "code.6b": ("function switched off, or not registered", "功能未启用或未登记"),
    "code.6c": ("ended at the terminal by a key or by time", "在终端按键取消或超时"),
    "code.6e": ("card in the blocked list", "卡片在黑名单中"),
    "code.6f": ("wrong currency", "币种错误"),
    "code.71": ("not enough credit on the card", "卡内余额不足"),
    "code.72": ("chip error", "芯片错误"),
    "code.73": ("card data incorrect", "卡片数据不正确"),
    "code.77": ("end of day not possible", "无法进行批结算"),
    "code.78": ("card expired", "卡片已过期"),
    "code.79": ("card not valid yet", "卡片尚未生效"),
    "code.7a": ("card unknown", "未知卡片"),
    "code.7d": ("communication module does not answer", "通讯模块无应答"),
    "code.83": ("function not possible", "无法执行该功能"),
    "code.85": ("key missing: sign in", "缺少密钥：请签到"),
    "code.89": ("PIN pad defective", "密码键盘故障"),
    "code.9a": ("protocol error", "协议错误"),
    "code.9b": ("error on the line to the acquirer", "与收单机构的线路出错"),
    "code.9c": ("busy, please wait", "忙，请稍候"),
    "code.a0": ("the register was not ready", "收银机未就绪"),
    "code.a1": ("the acquirer does not answer", "收单机构无应答"),
    "code.a3": ("no connection to the acquirer", "无法连接收单机构"),
    "code.a5": ("not allowed by the rules for card data", "卡数据安全规则不允许"),
    "code.b1": ("memory full: settle first", "存储已满：请先批结算"),
    "code.b2": ("merchant journal full", "商户日志已满"),
    "code.b4": ("already reversed", "已撤销过"),
    "code.b5": ("reversal not possible", "无法撤销"),
    "code.b7": ("pre-authorisation or amount wrong", "预授权或金额不正确"),
    "code.b8": ("error of a pre-authorisation", "预授权出错"),
    "code.bf": ("supply voltage too low", "电源电压过低"),
    "code.c0": ("card locking defective", "卡片锁定装置故障"),
    "code.c1": ("merchant card locked", "商户卡已锁定"),
    "code.c2": ("diagnosis required", "需要诊断"),
    "code.c3": ("amount too high", "金额过高"),
    "code.c4": ("card profile invalid, a new one must be loaded", "卡片参数无效，需重新下载"),
    "code.c5": ("payment method not supported", "不支持该支付方式"),
    "code.c6": ("currency not usable", "币种不可用"),
    "code.c8": ("amount too small", "金额过低"),
    "code.c9": ("largest amount too small", "限额过低"),
    "code.cc": ("printer not ready", "打印机未就绪"),
    "code.cd": ("cash back not possible", "无法取现"),
    "code.d2": ("not permitted for this card", "该卡不允许此功能"),
    "code.dc": ("a card is in the reader", "读卡器中有卡"),
    "code.df": ("out of order", "终端停用"),
    "code.e0": ("remote maintenance", "远程维护"),
    "code.e1": ("remote maintenance under way", "正在远程维护"),
    "code.e2": ("card reader defective or does not answer", "读卡器故障或无应答"),
    "code.e3": ("card shutter closed", "读卡口关闭"),
    "code.e4": ("activation needed", "需要激活"),
    "code.f0": ("a batch is open: settle first", "批次未结：请先批结算"),
    "code.f1": ("off-line error", "离线交易出错"),
    "code.f5": ("OPT error", "OPT 出错"),
    "code.f6": ("OPT data missing", "缺少 OPT 数据"),
    "code.fa": ("off-line sales could not be sent", "离线交易上送失败"),
    "code.fb": ("turnover record defective", "交易记录损坏"),
    "code.fc": ("restarts after settling, or a device is missing", "结算后重启，或缺少设备"),
    "code.fd": ("baud rate not supported", "不支持该波特率"),
    "code.fe": ("register unknown", "未知收银机"),
    "code.ff": ("system error", "系统错误"),
    "code.102": ("ready, but its keys are missing", "就绪，但缺少密钥"),
    "code.103": ("tampered with", "设备被拆动"),
    "code.104": ("wants its acquirer's traffic passed on", "需由收银机转发收单机构数据"),
}
