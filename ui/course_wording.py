"""Error code → sentence, of what happens to a case after it was taken in; ``wording`` holds the others."""

from __future__ import annotations

COURSE_SENTENCES = {
    # 补件、容缺跟踪
    "supplement.before_receipt": "到件日期早于收件之日；请核对日期",
    "supplement.before_told": "到件日期早于告知补正或容缺受理之日；请核对日期",
    "supplement.brought_before": "这份材料已经补交过",
    "supplement.how": "请选择补交方式：窗口、邮寄或网上",
    "supplement.in_future": "到件日期晚于今天；请核对日期",
    "supplement.not_owed": "此办件不需要补交这份材料",
    "supplement.nothing": "请至少勾选一份补交的材料",
    "supplement.told_twice": "这份材料已再次书面告知过一次，不能再告知",
    "owed.day_off": "补交期限应为工作日；请另选一天",
    "owed.extended_before": "这份材料的补交期限已经延长过一次",
    "owed.no_day": "补交期限超出已公布的节假日表，暂不能延长",
    "owed.not_later": "新的补交期限应晚于原期限，且不早于今天",
    "owed.too_late": "补交期限最迟可延至 {until}",
    # 逾期、终止、作废
    "lapse.not_due": "补交期限未过，不能作逾期处理",
    "lapse.not_heard": "{day} 之后本机尚未与平台同步，其他窗口可能已收件；请先同步",
    "material.not_received": "没有收过这份材料，不能列入退回清单",
    "special.none_listed": "办事指南未列特别程序，或均已在进行中",
    "special.none_open": "此办件没有进行中的特别程序",
    "void.other_window": "此办件的编号由其他窗口发出；请由该窗口作废",
    # 与平台不一致
    "case.done_while_owed": "部门已办结，但此办件还有材料待补；请核对后处理",
    "case.same_field": "两个窗口改了同一项；请核对双方内容后选定",
    "retention.missing_there": "平台缺少此办件已从本机清除的内容，无法补传；请联系平台用其备份恢复",
    "correction.no_dispute": "这一条是平台退回的；请更正重发或作废，不能放弃",
    "sides.none": "这一条没有另一方的内容；请更正重发或作废",
    "sides.handed_over": "这一条已转交主管；请等待答复",
    # 待出具通知
    "notice.none": "此办件没有待出具的通知",
    "notice.not_here": "部门的决定与本机的办件不符；请先由主管核对",
    "notice.no_act": "平台没有部门的这一决定；请同步后核对",
    "notice.told": "部门的这一决定已出具过通知",
    "notice.paper": "通知的文书种类与部门的决定不符；请联系运维",
    "owed.not_told": "补交延期须书面告知申请人；请联系运维",
    # 更正
    "amend.nothing": "内容与原来相同，无需更正",
    "amend.not_listed": "更正记录没有列明所改的材料；请升级客户端后重新更正",
    "amend.owed": "此材料正在等待补交；请在“容缺跟踪 F5”收取",
    "amend.scan_stays": "已收的扫描件不能去掉，收取记录须保留；收取方式和份数可以更正",
    "amend.other_case": "这一文书不属于此办件；请核对编号",
    "amend.void": "这一文书已作废；请更正替代它的文书",
}
