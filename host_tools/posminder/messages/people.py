# SPDX-License-Identifier: MIT
"""What is said to people who put their names to something, and why it is not taken."""

from __future__ import annotations

from typing import Final

from posminder.messages.table import Table

MESSAGES: Final[Table] = {
    "people.pin": ("PIN of {id}", "{id} 的密码"),
    "people.new_pin": ("New PIN of {id}, 4 to 8 digits", "{id} 的新密码（4 至 8 位数字）"),
    "people.pin_again": ("The same once more", "再输入一次"),
    "people.pins_differ": ("The two PINs differ; nothing was changed", "两次输入不一致，未作更改"),
    "people.pin_digits": (
        "A PIN has 4 to 8 digits; nothing was changed",
        "密码须为 4 至 8 位数字",
    ),
    "people.pin_trivial": (
        "That PIN is one of the first anybody tries; nothing was changed",
        "密码过于简单，未作更改",
    ),
    "people.by_missing": (
        "Who vouches? Add --by with an owner's id, or one's own for a new PIN",
        "由谁担保？请加 --by 店主编号，本人改密码时填本人编号",
    ),
    "people.enrolled_now": ("{id} is enrolled as {role}.", "{id} 已登记为{role}。"),
    "people.first": (
        "The first owner of this board: nobody vouched. Do this before it leaves your hands.",
        "这是本守护盒的第一位店主，无人担保：请在交付守护盒之前完成登记。",
    ),
    "people.removed": ("{id} is removed.", "{id} 已删除。"),
    "people.nobody": (
        "The profile names nobody. Next: people: {{owner: ...}} in the profile, then apply",
        "站点配置中没有人员。下一步：在配置中填写 people: {{owner: ...}}，再执行 apply",
    ),
    "people.id": ("id", "编号"),
    "people.role": ("role", "角色"),
    "people.enrolled": ("enrolled", "已登记"),
    "people.waits": ("must wait", "需等待"),
    "people.deed": ("what", "事项"),
    "people.who": ("who may", "有权者"),
    "people.button": ("whoever is at the button", "按钮旁的任何人"),
    "approve.above_max": (
        "Held above the maximum: {count} transactions, {total}. Your PIN lets it be settled.",
        "超过上限已暂缓：{count} 笔，{total}。输入密码即同意结算。",
    ),
    "approve.released": (
        "Approved by {id}: the board settles now.",
        "{id} 已批准，开始结算。",
    ),
    "approve.acknowledged": (
        "Seen by {id}; it stands until it is mended.",
        "{id} 已确认，警报未解除。",
    ),
    "approve.gate": (
        "The gate is closed because {cause}. For a while a few sales will pass.",
        "放行控制已关闭：{cause}。将在短时间内放行数笔交易。",
    ),
    "approve.gate_open": (
        "Written down: {id} lets {count} sales through; whoever sells on does so unprotected.",
        "已记录：{id} 放行 {count} 笔；其后交易不受保护。",
    ),
    "approve.operator": (
        "Written down: {id} has signed in at the terminal, by own word.",
        "已记录：{id} 本人确认已在终端签到。",
    ),
    "refused.person_unknown": (
        "The board knows nobody of this id and role. Next: posminder people enrol ID",
        "守护盒中没有此编号和角色的人。下一步：posminder people enrol ID",
    ),
    "refused.wrong_pin": (
        "The PIN is wrong. From the third wrong one on, each doubles the wait: 1, 2, 4 minutes ...",
        "密码错误。从第三次起，每错一次等待时间加倍：1、2、4 分钟……",
    ),
    "refused.person_waits": (
        "Too many wrong PINs of this person. Next: posminder people list says how long to wait.",
        "此人密码错误次数过多。下一步：posminder people list 查看需等待多久。",
    ),
    "refused.no_right": (
        "This person's role may not do that. Next: posminder people rights says who may.",
        "此人的角色无权办理。下一步：posminder people rights 查看谁有权。",
    ),
    "refused.twice": (
        "This person has approved already: it takes another one.",
        "此人已批准过，须由另一人批准。",
    ),
    "refused.out_of_order": (
        "The change of account is not at that stage. Next: posminder account status",
        "结算卡变更尚未到这一步。下一步：posminder account status",
    ),
    "refused.other_text": (
        "That is not what stands on the board: it has changed meanwhile. Read it again.",
        "与守护盒上的内容不符：其间已有变化，请重新阅读。",
    ),
    "refused.nothing": (
        "There is nothing to approve: no such alert is unseen, no batch is held.",
        "没有可确认的事项：没有此未确认警报，也没有暂缓的批次。",
    ),
    "refused.too_early": (
        "The day has not come, or the board's clock is unset. Next: posminder account status",
        "日期未到，或守护盒时钟未设置。下一步：posminder account status",
    ),
    "refused.people_full": (
        "The board has its twelve people. Next: posminder people remove ID",
        "守护盒人员已满十二人。下一步：posminder people remove ID",
    ),
    "refused.owner_first": (
        "The first person of a board is an owner. Next: posminder people enrol owner",
        "第一位登记的必须是店主。下一步：posminder people enrol owner",
    ),
    "refused.last_owner": (
        "The last owner stays: nobody else can let people in.",
        "最后一位店主不能删除：否则无人可登记他人。",
    ),
    "refused.no_chain": (
        "The board's sealing keys are lost, and so long ago that no seal is near to go on from. "
        "Pull its journal, erase the board, and commission it anew.",
        "守护盒的封存密钥早已丢失，附近没有可接续的封存。请先读取日志，再擦除守护盒并重新启用。",
    ),
    "refused.no_nonce": (
        "The proof came too late or twice; nothing was done. Try again.",
        "凭证过期或重复，未作更改，请重试。",
    ),
    "account.number": ("Number of the new account", "新结算卡卡号（账号）"),
    "account.number_again": ("The same once more", "再输入一次"),
    "account.none": (
        "No change of account is under way. Next: posminder account plan FILE",
        "没有进行中的结算卡变更。下一步：posminder account plan FILE",
    ),
    "account.taken": ("Taken, with the name of {id}.", "已记录，经办人 {id}。"),
    "account.stage": (
        "Stage: {stage}. Approved by {approvals} of {wanted}.",
        "阶段：{stage}。已批准 {approvals}/{wanted} 人。",
    ),
    "account.hold": ("Keep the old account open until {day}.", "原结算卡保留至 {day}。"),
    "account.credits": ("Credits seen: {count} of {wanted}.", "已到账 {count}/{wanted} 笔。"),
    "account.strays": (
        "Credits that still came to the old account: {count}. Call the acquirer.",
        "仍有 {count} 笔款项进入原结算卡，请联系收单机构。",
    ),
    "account.old.waiting": (
        "Not credited yet, settled before {since}, when the new account took effect: {count}, "
        "{amount}. They may still go to the old account.",
        "新结算卡于 {since} 生效，此前结算且尚未到账、仍可能进入原结算卡：{count} 笔，{amount}。",
    ),
    "account.old.deposit": (
        "- business day {day}: {amount}, due {due}",
        "- 营业日 {day}：{amount}，应到账日 {due}",
    ),
    "account.old.ended": (
        "The change of account was ended too early. If the old account is closed, call the "
        "acquirer before a payout comes back.",
        "结算卡变更结束过早。如原结算卡已注销，请在划款退回前联系收单机构。",
    ),
    "account.next.planned": (
        "Next: posminder account handover --from NAME --to NAME --paper PAPER --as ID",
        "下一步：posminder account handover --from 姓名 --to 姓名 --paper 材料 --as 编号",
    ),
    "account.next.handed_over": (
        "Next: another person reads it: posminder account approve --as ID",
        "下一步：由另一人阅读并批准：posminder account approve --as 编号",
    ),
    "account.next.approved": (
        "Next, on {day} or later: posminder account effective --as ID",
        "下一步（{day} 起）：posminder account effective --as 编号",
    ),
    "account.next.effective": (
        "Next, when the first small credit came: posminder account probe AMOUNT --as ID",
        "下一步：首笔小额到账后 posminder account probe 金额 --as 编号",
    ),
    "account.next.probed": (
        "Next, for each credit: posminder account deposit AMOUNT --as ID",
        "下一步：每笔到账后 posminder account deposit 金额 --as 编号",
    ),
    "account.next.watched": (
        "Next: posminder account close --as ID, then write the new account into the profile",
        "下一步：posminder account close --as 编号，然后在站点配置中填写新结算卡",
    ),
}
