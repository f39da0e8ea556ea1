"""Error code → the sentence the clerk reads: short, what happened, what to do.

Sentences take the error's ``params`` in braces. Every code that the program can raise has one
(``tests/ui/test_wording.py`` collects the codes from the source).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from counter.domain.intake_rules import IntakeFaults
from counter.errors import CounterError
from counter.wire.bodies import ACCEPTED_LATER, Kind
from ui.course_wording import COURSE_SENTENCES
from ui.machine_wording import MACHINE_SENTENCES
from ui.names import COUNTER_STATES, EVENTS, PAPER_NAMES, PRINT_OUTCOMES
from ui.review_wording import REVIEW_SENTENCES
from ui.system_wording import SYSTEM_SENTENCES
from ui.updates_wording import UPDATE_SENTENCES

__all__ = [
    "COUNTER_STATES", "EVENTS", "PAPER_NAMES", "PRINT_OUTCOMES", "SENTENCES", "event", "known", "sentence", "words",
]  # fmt: skip

Params = Mapping[str, str | int]

_BIRTH = {"impossible": "不是一个日期", "future": "晚于今天", "too_old": "过于久远"}


def _birth_date(params: Params) -> str:
    return f"号码中的出生日期{_BIRTH.get(str(params.get('reason')), '不对')}，请对照证件核对"


SENTENCES: dict[str, str | Callable[[Params], str]] = {
    # 申请人、代理人
    "applicant.not_served": "本事项不面向这类申请人；请改选申请人类型或事项",
    "agent.authority_over": "授权期限已过；请补交有效的授权委托书",
    "identity.birth_date": _birth_date,
    "identity.characters": "第 {position} 位的字符不应出现（{code_point}）；请对照证件核对",
    "identity.check_digit": "校验位不符；请对照证件逐位核对",
    "identity.fifteen_digits": "十五位旧号码已停用；请录入十八位号码",
    "identity.incomplete": "已录 {typed} 位，还差 {missing} 位",
    "identity.length": "应为 {expected} 位，现为 {length} 位",
    "identity.prefix": "号码开头与证件类型不符；请核对证件类型",
    "identity.region_unknown": "行政区划代码不在现行表中；请核对，旧证可继续",
    "uscc.characters": "第 {position} 位的字符不应出现（{code_point}）；请对照执照核对",
    "uscc.check": "统一社会信用代码校验位不符；请对照执照核对",
    "uscc.incomplete": "代码未录完；统一社会信用代码为 18 位",
    "uscc.length": "统一社会信用代码应为 {expected} 位，现为 {length} 位",
    "phone.characters": "第 {position} 位的字符不应出现（{code_point}）",
    "phone.format": "不是手机号，也不是带区号的固定电话；例：027-87654321",
    "phone.length": "手机号应为 {expected} 位，现为 {length} 位",
    "text.control_character": "第 {position} 个字符无法显示（{code_point}）；请删去后重新录入",
    "text.empty": "此项必填",
    "text.no_glyph": "“{character}”没有字形，文书印不出；请登记字形图片（Ctrl+G），勿以他字代替",
    "glyph.blank": "图片上没有笔画；请重新扫描或截取",
    "glyph.broken": "“{character}”的字形图片不完整；请重新登记",
    "glyph.empty": "图片文件是空的；请重新选择",
    "glyph.not_needed": "此字已有字形，无需登记图片",
    "glyph.too_big": "图片超过 {limit_kb} KB；请截取单字后重试",
    "glyph.too_wide": "图片长宽不得超过 {limit_px} 像素；请截取单字",
    "glyph.type": "只能登记 PNG 或 BMP 图片",
    "text.too_long": "最多 {limit} 字，现为 {length} 字",
    # 授权、审核、大厅规则
    "approval.needed": "须经主管批准；请现场授权或提请审核",
    "approval.not_needed": "此事无须主管授权，可直接办理",
    "approval.old": "授权已过时；请主管重新授权",
    "approval.other_case": "此授权是另一办件的；请为本件重新授权",
    "approval.other_content": "内容与批准的不一致；请重新提请",
    "approval.own": "不能批准自己提请的事项；请另一位主管授权",
    "approval.paused": "授权密码连续录错；请 {minutes} 分钟后再试",
    "approval.signature": "授权签名不对；请主管重新授权",
    "approval.unknown_supervisor": "本大厅没有这位主管；请核对工号",
    "approval.used": "此授权已经用过；请重新授权",
    "approval.key_unusable": "这位主管的授权钥匙无法使用；请联系运维重新发放",
    "approval.secret": "授权密码不对；请主管本人重新录入",
    "review.decided": "这项审核已有结果；请刷新后查看",
    "review.locked": "工号 {by} 正在审核此项；可解除锁定后办理",
    "review.not_approved": "此项尚未批准；请等待审核",
    "review.not_asker": "只有提请人可以撤回提请",
    "review.open_already": "本件同一事由已在审核中；请等待结果或先撤回",
    "review.other_window": "此项由提请的窗口执行；请通知该窗口",
    "review.overtaken": "办件已有变化，此项审核已失效；请重新提请",
    "review.repair_needed": "此项不能直接批准；请更正重发或作废",
    "review.unknown": "没有这项审核；请刷新后再试",
    "credit.not_listed": "失信名单中没有此人；请核对",
    "credit.older": "失信名单比已有的旧，未采用；请联系运维",
    "credit.time": "失信名单的时间不对，未采用；请联系运维",
    "policy.rewritten": "同一版本的大厅规则内容不同，仍按先到的办理；请联系运维",
    "policy.signature": "大厅规则的签名不对，仍按原规则办理；请联系运维",
    "policy.unreadable": "大厅规则中有本程序不认识的内容，仍按原规则办理；请联系运维",
    # 出件、流转
    "result.unknown": "没有这份结果；请核对编号，或联网同步后再查",
    "result.state": "平台上这份结果已由其他窗口办理；请核对后处理",
    "result.missing": "平台还没有这份结果；稍后自动重传",
    "result.collector": "平台认为领取人不符合要求；请核对后处理",
    "result.posting": "平台认为邮寄信息不全；请核对后处理",
    "result.none": "还没有选择要签收的结果",
    "result.moved_on": "这份结果的状态已不能作此操作；请刷新后核对",
    "handing.age_unknown": "此证件看不出年龄；请出示载有出生日期的证件",
    "handing.agent_refuses": "代理人不签收的，不能留置；请改日通知申请人",
    "handing.authority_missing": "代领须有授权；请写明授权委托书的权限",
    "handing.himself": "领取人就是申请人本人；请改选“本人”",
    "handing.no_citizen": "单位的结果不能由家属代收；请由法定代表人或代理人领取",
    "handing.not_adult": "代收的家属须年满十八周岁",
    "handing.not_applicant": "姓名或证件与申请人（法定代表人）不符；请核对，或按代领办理",
    "handing.not_signed": "未签收的，须有见证人；请录入见证人姓名",
    "handing.relation_missing": "请写明与申请人的关系，如“配偶，同住”",
    "handing.signed_and_refused": "已签收，不应再有拒收见证人；请核对",
    "handing.witness_same": "见证人不能是领取人或经办人",
    "post.address": "地址不完整；请写到门牌号",
    "post.not_offered": "本事项不办邮寄，申请人也未要求；请改为窗口领取",
    "post.payer": "请选择由谁付邮费",
    "post.picked_up": "邮件已揽收，不能撤单；请登记退回",
    "post.waybill": "邮件号不对；请对照面单核对",
    "post.waybill_check": "邮件号校验位不符；请对照面单逐位核对",
    "batch.pieces": "平台认为流转单不完整；请联系运维",
    "batch.used": "平台上已有同一批次号；请联系运维",
    "batch.copies": "份数应为 1 至 {most}",
    "batch.empty": "流转单上还没有材料",
    "batch.nothing_on_paper": "此办件没有收取纸质材料，无需流转",
    "batch.too_big": "一批最多 {most} 件；请分批流转",
    "batch.twice": "同一件在流转单上出现了两次；请删去一条",
    "batch.unknown": "没有这一批次；请核对批次号",
    # 日结、交接
    "day.window": "日结的窗口与平台登记的不符；请联系运维",
    "day.second_signature": "平台要求由另一人签字或接班；请核对后处理",
    "day.closed": "这一天已经日结",
    "day.future": "还没有到这一天，不能日结",
    "day.open": "这一天还没有日结，没有日结表",
    "day.later_closed": "后面的日期已经日结，这一天已并入其中",
    "day.second_missing": "日结须有第二人签字；请录入其工号",
    "day.second_same": "第二人不能是经办人自己",
    "day.second_unknown": "本机不认识这个工号；请核对，或请首席代表签字",
    "day.second_secret": "第二人的密码不对；请其本人重新录入",
    "day.second_stale": "第二人的本机登录已过期；请其先登录一次",
    "day.unexplained": "有 {count} 处不符尚未说明，不能日结",
    "shift.none": "还没有交接过班，没有交接班表",
    "shift.note_missing": "实有数与应有数不符，须写明原因",
    "shift.same": "不能交接给自己",
    "shift.stock_count": "数量不对；请重新清点",
    "shift.stock_twice": "同一物品出现了两次；请合并为一行",
    "shift.unknown": "本机不认识接班人的工号；请其先登录一次",
    # 表单、材料、附件
    "form.choice": "请从所列选项中选择",
    "form.date": "日期不对；例：2026-11-23",
    "form.number": "请录入数字",
    "form.range": "应在 {minimum} 至 {maximum} 之间",
    "form.required": "“{label}”必填",
    "form.unknown": "本事项没有这一表单项；请删去",
    "situation.unanswered": "请先选择此项情形，所需材料由它决定",
    "situation.unknown": "本事项没有这一情形或答案；请重新选择",
    "material.copies": "份数应为 1 至 {most}",
    "material.missing": "缺少必要材料“{name}”；请收取并勾选",
    "material.none": "还没有勾选任何材料",
    "material.twice": "同一材料出现了两次；请保留一条",
    "material.unknown": "本事项的清单中没有这份材料",
    "file.empty": "文件是空的；请重新扫描或选择",
    "file.missing": "找不到这份附件；请重新添加",
    "file.too_big": "文件超过 {limit_mb} MB；请降低分辨率后重新扫描",
    "file.type": "只能添加 PDF、JPEG、PNG、OFD 文件，且内容须与类型相符",
    "file.unreadable": "文件读不出来；请检查文件是否还在、是否被占用",
    # 事项、决定、办件
    "item.unknown": "事项目录中没有此事项或已停办；请重新选择",
    "decision.not_on_spot": "本事项不是即办件，不能即办办结；请选择收件或受理",
    "decision.only_on_spot": "本事项是即办件；请选择即办办结",
    "decision.defer_on_spot": "本事项是即办件，不能容缺受理",
    "decision.nothing_deferrable": "办事指南没有可容缺的材料，不能容缺受理",
    "decision.nothing_to_defer": "材料已齐，无需容缺；请选择受理",
    "decision.no_commitment": "办事指南未列告知承诺，不能承诺受理",
    "decision.no_licence": "本事项不是行政许可，不适用“不需许可”",
    "decision.not_in_force": "办事指南今日不在有效期内；请联网更新事项目录",
    "decision.credit_barred": "申请人在失信名单中，修复前不能容缺受理或承诺受理",
    "decision.credit_unknown": "没有可用的信用名单，暂不能容缺受理或承诺受理；请联网同步",
    "decision.lacking": "还缺“{name}”等 {count} 份必要材料",
    "decision.received_before": "已经收件，不必重复收件",
    "decision.after_correction": "已告知补正；请在容缺跟踪中收取补交材料",
    "decision.deemed_accepted": "已逾五个工作日未告知，自收件之日起即为受理；只能受理",
    "ruling.missing": "请填写此决定所需的内容",
    "ruling.not_wanted": "此决定不带补正、容缺、承诺或不予受理的内容；请删去",
    "defect.none": "还没有写明要补正什么",
    "defect.not_all": "补正须一次告知全部内容；还缺“{name}”",
    "defect.not_asked": "按所选情形不需要“{name}”，不能要求补正",
    "defect.too_many": "补正内容最多 {most} 条；请合并",
    "defect.twice": "“{name}”写了两条；请合并为一条",
    "deferral.after_promised": "补交日期不得晚于承诺办结日 {day}",
    "deferral.before_receipt": "补交日期不得早于收件日 {day}",
    "deferral.got": "“{name}”已经收取，无需容缺",
    "deferral.in_past": "补交日期已过；请另定日期",
    "deferral.not_all": "“{name}”也未收取；请一并列入容缺或收取",
    "deferral.not_allowed": "办事指南未将“{name}”列为可容缺材料",
    "deferral.not_asked": "按所选情形不需要“{name}”，不能列入容缺",
    "deferral.nothing": "还没有选定哪些材料容缺",
    "draft.carried_out": "此件已经办理，不再是草稿；请到“办件 F7”查看",
    "promise.no_agent": "没有代理人；请改由申请人签署承诺",
    "promise.no_authority": "代理人没有有效的授权，不能签署承诺",
    "promise.none": "这一决定没有承诺书",
    "promise.no_scan": "本大厅要求附承诺书的签名扫描件；请按 F4 附上",
    "promise.no_sheet": "承诺书还没有打印；请按 F9 打印，由签署人签名",
    "promise.other_sheet": "已签的承诺书与现在的决定不一致；请按 F9 重新打印，重新签名",
    "promise.no_representative": "申请人不是法人或没有法定代表人；请改选签署人",
    "promise.other_name": "签署人姓名与所选身份不符；请核对",
    "promise.unsigned": "承诺书尚未签名；请签名后确认",
    "commitment.not_all": "须承诺全部条件；还缺“{condition}”",
    "commitment.unknown": "承诺的内容不在办事指南所列条件中",
    "refusal.ground": "不予受理的情形与所选决定不符；请重新选择",
    "refusal.not_got": "没有收取这份材料，不能列入退还",
    "refusal.not_told_before": "此办件没有告知过补正，不能以“补正后仍不符合”不予受理",
    "refusal.own_body": "应写明有权办理的其他机关，不能是本机关",
    "case.unknown": "本机没有这一办件；请核对编号",
    "supplement.changed_elsewhere": "其他窗口已填“{theirs}”；核对后仍要改的，再按 F8",
    "amend.changed_elsewhere": "其他窗口刚把此项改为“{theirs}”；请核对，仍要改为所填内容的，再按一次更正",
    "case.moved_on": "此办件的状态已经改变，不能再作此操作；请刷新后查看",
    "case.not_received": "只有“已收件、未受理”的办件可以受理",
    "case.voided": "此办件已作废",
    "case.purged": "个人信息已按规定从本机清除，不能再办理；要出件的，先在“办件”中预览其文书再办",
    "paper.purged": "此文书的内容已按规定从本机清除；请联网后再试，将从平台调取",
    "intake.faults": "有 {count} 处需要补正，已在表单中标出",
    "intake.json": "文件不是完整的 JSON；请检查后重试",
    "intake.nothing": "文件中没有办件",
    "intake.schema": "文件内容不符合格式要求；请按格式说明修改",
    "intake.too_big": "文件过大；请分批导入",
    "intake.unwritable": "文件写不进去；请检查路径和权限",
    "intake.unreadable": "文件打不开；请检查路径和权限",
    # 编号、日历、文书、打印
    "number.no_epoch": "本机编号段待平台重新核发，暂不能编号；联网同步后即可办理",
    "number.ambiguous": "编号有几种读法；请录入完整编号",
    "number.form": "不是本系统的文书编号；请核对文书上的编号",
    "number.check": "编号校验位不符；请核对文书上的编号",
    "calendar.beyond_table": "{year} 年的工作日安排尚未下发，无法计算期限；请联网同步或联系运维",
    "calendar.limit": "事项的时限不合理（{amount}）；请联系运维核对事项目录",
    "calendar.missing": "还没有收到工作日安排；请先联网同步一次",
    "calendar.next_year_missing": "{year} 年的工作日安排尚未下发；请留意期限",
    "calendar.table_old": "工作日安排已 {days} 天未更新；请联网同步",
    "paper.missing_glyph": "“{character}”无法印出（缺字形）；请联系运维补充字库，勿以他字代替",
    "paper.unknown": "本机没有这一文书；请核对编号",
    "paper.void": "此文书已作废，不能打印",
    "paper.reason_missing": "补打须写明理由",
    "paper.font_missing": "字库文件 {file} 缺失或损坏；请联系运维修复后再打",
    "paper.number_grammar": "编号格式不对，文书未生成；请联系运维",
    "paper.progress_url_grammar": "进度查询网址不对，文书未生成；请联系运维",
    "paper.chain_head_grammar": "日志校验码不对，文书未生成；请联系运维",
    "paper.reprint_reason_too_long": "补打理由过长，文书上放不下；请缩短",
    "paper.text_too_long": "文书上有一处文字过长，放不下；请联系运维",
    "paper.glyph_image_missing": "字形图片 {character} 缺失、损坏或与留存的不一致；请重新登记字形图片",
    "paper.lacking": "文书缺少必要内容，未生成；请联系运维",
    "paper.no_layout": "本机没有这种文书的样式；请联系运维",
    "seal.false": "收到的电子印章验证不通过，未采用；请改用实物印章并报告运维",
    "seal.authority": "电子印章的颁发机构未经平台签名，未采用；请联系运维",
    "seal.off": "本大厅未启用电子印章",
    "seal.unknown_paper": "平台尚未收到此文书",
    "seal.void": "此文书已作废，不能用章",
    "seal.other_content": "平台留存的内容与此文书不一致；请联系运维",
    "seal.pdf": "文书文件不符合用章要求；请联系运维",
    "seal.sealed_already": "平台已在另一份文件上用章；请联系运维",
    "seal.no_seal": "该部门在平台没有有效的电子印章",
    "paper.seal_certificate": "电子印章证书打不开、口令不对或已过期；请改用实物印章并联系运维",
    "ticket.away": "小票打印机连不上；请检查电源、连线后重打",
    "ticket.paper_out": "小票打印机缺纸；请换纸后重打",
    "ticket.cover_open": "小票打印机盖未合好；请合盖后重打",
    "ticket.error": "小票打印机报错（切刀或机芯）；请重启打印机后重打",
    "ticket.folder": "小票文件夹写不进去；请检查磁盘和权限",
    "ticket.no_rating": "本大厅未启用评价小票",
    "ticket.waiting": "等候人数不对；请核对",
    "ticket.phone_tail": "只填手机号后四位",
    "ticket.day_over": "预约日期已过；请核对",
    "form.not_one": "没有这种表单；请核对种类",
    "form.item_missing": "先选定事项，再打印此表单",
    "form.package_missing": "缺少“一件事”的组成事项；请补充后再打印",
    "paper.unreadable": "文书预览读不出来；可直接打印，或联系运维",
    "print.answered": "这次打印是否出纸已经回答过",
    "print.certain": "这次打印的结果已知，无需回答",
    "print.unknown": "没有这次打印；请刷新后核对",
    "printer.folder": "文书文件夹写不进去；请检查磁盘和权限",
    "printer.no_answer": "打印机没有应答；请检查电源、连线后补打",
    "printer.no_cups": "本机没有打印服务；请联系运维",
    "printer.none": "本机没有打印机；请接好打印机或联系运维",
    "printer.paused": "打印队列“{queue}”已暂停；请装纸、排除卡纸后恢复队列，或换打印机",
    "print.under_way": "此文书正在打印；请等这一次有了结果",
    "print.no_job": "这个打印任务不是本机文书，或已有结果；请刷新后核对",
    "printer.not_cancelled": "打印服务没有取消此任务；请在打印机处取消",
    "printer.unknown_job": "队列中已没有此任务；可能已经出纸，请看打印机",
    "printer.refused": "打印服务没有接受此任务；请检查打印机后重试",
    "printer.unknown_queue": "没有名为“{queue}”的打印队列；请在设置中重新选择",
    # 办理期限
    "clock.accepted": "此办件已受理，不能重复受理",
    "clock.before_receipt": "须先收件，时间不得早于收件；请核对本机时间",
    "clock.finished": "此办件已办结，不能再作此操作",
    "clock.not_running": "此办件尚未受理，不能延期、挂起或容缺",
    "clock.order": "时间早于前一步操作；请核对本机时间",
    "correction.after_acceptance": "此办件已受理，不能再告知补正",
    "correction.none": "此办件没有待补正的材料",
    "correction.too_late": "已逾五个工作日未告知，自收件之日起即为受理，不能再告知补正",
    "correction.twice": "补正须一次告知；此办件已告知过",
    "deferral.none": "此办件没有待补的容缺材料",
    "deferral.open": "此办件还有容缺材料未补齐",
    "extension.amount": "延长天数应为 1 至 {most} 个工作日",
    "extension.no_approver": "延长期限须写明批准人",
    "extension.no_reasons": "延长期限须写明理由，并告知申请人",
    "extension.too_late": "法定期限已过，不能再延长",
    "extension.too_long": "最多延长 {most} 个工作日",
    "extension.twice": "期限只能延长一次；此办件已延长过",
    "special.no_days": "请写明特别程序所需的时间",
    "special.not_listed": "办事指南未列“{kind}”，不能以此挂起",
    "special.not_open": "此办件没有进行中的“{kind}”",
    "special.not_told": "特别程序所需时间须书面告知申请人",
    "special.open": "“{kind}”已在进行中；请先结束",
    # 待处理
    "repair.on_paper": "此项已印在文书上，不能改；请由首席代表作废后重新收件",
    "repair.settled": "这一条已经处理，无需再改",
    "role.supervisor_needed": "须由首席代表办理；请其登录后操作",
    # 平台对单条记录的答复
    "case.exists": "平台上已有同一办件；请联系运维核对",
    "case.held": "同一办件有前一条待处理；处理后自动续传",
    "case.missing": "平台没有此办件的收件记录；请联系运维核对",
    "case.state": "平台上的办件状态已不允许此操作；请核对后处理",
    "correction.not_stuck": "平台上这一条并未退回，无需改正",
    "line.body": "记录内容不合平台要求；请按平台原话改正",
    "line.case": "记录与办件不符；请联系运维",
    "line.foreign": "记录不属于本机；请联系运维",
    "line.fork": "平台已有同号而内容不同的记录，本机数据可能被复制；请联系运维",
    "line.hash": "记录在传输中损坏；稍后自动重传",
    "line.gap": "平台缺少前面的记录；稍后自动补传",
    "line.malformed": "记录格式有误；请联系运维",
    "line.missing": "要改正的记录平台没有；请联系运维",
    "line.not_whole": "记录校验不符；请联系运维",
    "paper.number_missing": "记录中缺少文书编号；请联系运维",
    "sign_in.pause": "密码多次不对，请稍等片刻再试",
    # 登录、开通、平台
    "enrolment.missing": "本机尚未开通；请联系运维用一次性开通码开通",
    "enrolment.done": "本机已经开通，不能重复开通",
    "enrolment.code": "开通码不对或已用过；请向平台重新领取",
    "sign_in.wrong": "工号或密码不对；请重新输入",
    "sign_in.disabled": "此账号已停用；请联系首席代表",
    "sign_in.never_online": "平台未连接，且您未在本机联网登录过；请待网络恢复后登录",
    "sign_in.offline_over": "平台未连接，离线登录期限已过；请待网络恢复后登录",
    "sign_in.needed": "登录已失效；请重新登录，未保存的内容仍在",
    "blob.hash": "扫描件传输中损坏；稍后自动重传",
    "platform.away": "平台未连接；办件已存在本机，恢复后自动上传",
    "platform.slow": "平台没有及时应答；办件已存在本机，稍后自动重试",
    "platform.not_the_platform": "应答的不是平台（可能是网关或登录页），未作任何改动；请联系运维",
    "platform.redirect": "平台要求转到别处，已拒绝；请联系运维核对平台地址",
    "platform.too_big": "平台的应答过大，已放弃；稍后自动重试",
    "platform.clock": "本机时间不对，无法核实平台证书；请联系运维校时",
    "platform.busy": "平台繁忙；稍后自动重试",
    "platform.error": "平台出错；办件已存在本机，稍后自动重试",
    "platform.strange_answer": "平台的应答无法识别，未作任何改动；稍后自动重试",
    "platform.tls": "平台的证书无法核实，未发送任何内容；请联系运维",
    **COURSE_SENTENCES,
    **REVIEW_SENTENCES,
    **SYSTEM_SENTENCES,
    **UPDATE_SENTENCES,
    **MACHINE_SENTENCES,
}


def known(code: str) -> bool:
    """Whether there is a sentence for that code."""
    return code in SENTENCES


def words(code: str, params: Params) -> str:
    """The sentence of that code.

    Raises:
        KeyError: there is none, or it needs a parameter that is not given.
    """
    template = SENTENCES[code]
    return template(params) if callable(template) else template.format_map(params)


def sentence(error: BaseException) -> str:
    """What the clerk reads of that error. A code without a sentence still gives one, with the code for support."""
    if not isinstance(error, CounterError):
        return f"程序出错，已记录；保存过的内容没有丢失。请重试，再次出现请联系运维（{type(error).__name__}）"
    if isinstance(error, IntakeFaults) and len(error.faults) == 1:
        return sentence(error.faults[0])
    try:
        return words(error.code, error.params)
    except KeyError:
        return f"未能完成；请联系运维并报代码 {error.code}"


def event(kind: str) -> str:
    """What a journal line of that kind says in the timeline; an unknown kind stands as it is."""
    known_as = Kind.CASE_DECIDED if kind == ACCEPTED_LATER else kind
    return EVENTS[Kind(known_as)] if known_as in set(Kind) else kind
