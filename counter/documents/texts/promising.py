"""容缺受理承诺书, 容缺受理通知书, 告知承诺书, 真实性承诺书, 授权委托书, 个人信息处理告知书."""

from __future__ import annotations

PROMISING = {
    # 容缺受理承诺书: voluntary, true, aware of the consequence (domain.md §2 Voluntary, Signer, Papers; §6 no. 6)
    "deferral_promise.title": "容缺受理承诺书",
    "deferral_promise.copies": "一式二份，申请人执一份，一份存办件卷",
    "deferral_promise.body": (
        "本人（单位）向贵机关申请办理“{item}”（办件编号：{case_code}），"
        "现有下列材料暂时不能提交或者尚有欠缺，自愿申请容缺受理，并郑重承诺："
    ),
    "deferral_promise.body.for_signing": (
        "本人（单位）向贵机关申请办理“{item}”，现有下列材料暂时不能提交或者尚有欠缺，自愿申请容缺受理，并郑重承诺："
    ),
    "deferral_promise.voluntary": (
        "已经知晓容缺受理的条件、补交要求、补交期限和逾期后果，容缺受理系本人（单位）自愿选择。"
    ),
    "deferral_promise.true": "已提交的主要申请材料真实、合法、有效，与原件一致。",
    "deferral_promise.bring": "在下表所列期限内，按照补交要求一次或者分次补齐全部材料。",
    "deferral_promise.consequence": "已经知晓并愿意承担不履行本承诺的后果：{consequence}。",
    "deferral_promise.consequence_open": "逾期未补交，或者补交的材料经再次告知仍不符合要求的，愿意接受相应处理。",
    "deferral_promise.credit": "不履行本承诺的，愿意接受依照规定作出的信用记录。",
    # 容缺受理通知书: list, form, deadline, channels; the clock runs (domain.md §2; §6 no. 7)
    "deferral_notice.title": "容缺受理通知书",
    "deferral_notice.copies": "一式二份，申请人执一份，一份存办件卷",
    "deferral_notice.body": (
        "您（单位）于{day}提出的“{item}”申请，符合基本条件，主要申请材料齐全，仅有下列材料暂缺或者有欠缺。"
        "根据您（单位）自愿作出的承诺，决定予以容缺受理"
    ),
    "deferral_notice.body.due": "，承诺不晚于{due}办结。",
    "deferral_notice.body.no_due": "。",
    "deferral_notice.note.bring": (
        "请在补交期限届满前（含当日）到本大厅任一综合窗口提交，或者通过邮寄、网上办理平台提交，以实际到达之日为准；"
        "可以分次补交，每次均出具补件接收凭证。"
    ),
    "deferral_notice.note.runs": "办理期限自受理之日起计算，不因补交材料而中止；材料全部补齐之前不能办结。",
    "deferral_notice.note.pauses": "按照本大厅公布的规则，办理期限自受理之日起中止计算，材料全部补齐之日起恢复计算。",
    "deferral_notice.note.again": "补交的材料不符合要求的，将再书面告知一次。",
    "deferral_notice.note.late": "逾期未补交，或者经再次告知仍不符合要求的后果：{consequence}。",
    "deferral_notice.note.majeure": "因不可抗力不能按期补交的，请在期限届满前说明理由，申请延长。",
    # 告知承诺书: informed; promise; consequence of falsehood (国办发〔2020〕42号; domain.md §2; §6 no. 8)
    "commitment.title": "告知承诺书",
    "commitment.copies": "一式二份，申请人、行政机关各执一份",
    "commitment.told": "一、行政机关告知",
    "commitment.told.item": (
        "您（单位）申请办理“{item}”，可以自愿选择采用告知承诺方式。申请人书面承诺已经符合下列条件的，"
        "本机关不再索要相应证明材料，依据书面承诺办理。"
    ),
    "commitment.told.basis": "办理依据：{basis}。",
    "commitment.told.conditions": "应当符合的条件",
    "commitment.told.consequence": "{consequence}。",
    "commitment.told.check": "作出决定后，本机关在{within}内对承诺内容进行核查。",
    "commitment.told.check_open": "作出决定后，本机关依法对承诺内容进行核查。",
    "commitment.told.false": (
        "核查发现承诺内容与实际情况不符的，责令限期整改；逾期不整改或者整改后仍不符合条件的，"
        "依法撤销决定，并依照规定记入信用记录。"
    ),
    "commitment.told.choice": (
        "不愿承诺或者无法承诺的，按照一般程序办理；作出决定之前可以撤回承诺，撤回后按照一般程序办理。"
    ),
    "commitment.promise": "二、申请人承诺",
    "commitment.promise.informed": "已经知晓行政机关告知的全部内容。",
    "commitment.promise.meets": "已经符合上列全部条件，所填写的信息和提交的材料真实、准确、有效。",
    "commitment.promise.check": "愿意配合行政机关的核查，如实提供有关情况。",
    "commitment.promise.liable": "愿意承担不实承诺、违反承诺的法律责任。",
    "commitment.promise.will": "以上承诺是本人（单位）的真实意思表示。",
    # 真实性承诺书: the applicant answers for the truth (许可法 31; domain.md §1 rule 2, §6 no. 24)
    "truth_promise.title": "申请材料真实性承诺书",
    "truth_promise.copies": "一式一份，存办件卷",
    "truth_promise.body": "本人（单位）向贵机关申请办理“{item}”，就所提交的申请材料郑重承诺：",
    "truth_promise.true": "所填写的内容和提交的材料真实、合法、有效，复印件与原件一致。",
    "truth_promise.agent": "委托他人办理的，委托事项和权限属实，对代理人在授权范围内的行为承担责任。",
    "truth_promise.copy": "提交的由他人出具的证明、报告等材料来源合法，未经涂改、伪造或者变造。",
    "truth_promise.change": "在办理期间有关情况发生变化的，及时如实告知。",
    "truth_promise.liable.licence": (
        "已经知晓隐瞒有关情况或者提供虚假材料的，依照《中华人民共和国行政许可法》第七十八条、第七十九条承担责任。"
    ),
    "truth_promise.liable.other": "已经知晓隐瞒有关情况或者提供虚假材料的，依法承担相应责任。",
    # 授权委托书: principal, agent, scope, term (民法典 161-165; domain.md §6 no. 20)
    "authority.title": "授权委托书",
    "authority.copies": "一式一份，存办件卷",
    "authority.body": "委托人因办理“{item}”，委托下列代理人以委托人的名义办理有关手续：",
    "authority.body_open": "委托人委托下列代理人以委托人的名义，向实施机关办理政务服务事项的有关手续：",
    "authority.principal": "委托人",
    "authority.agent": "受托人",
    "authority.scope": "委托权限（划“√”选定，未选定的视为未授权）",
    "authority.scope_given": "委托权限",
    "authority.tick": "□",
    "authority.ticked": "☑",
    "authority.power.submit": "代为提出申请，填写、提交和补正申请材料",
    "authority.power.receive": "代为签收文书，接受询问和告知",
    "authority.power.collect": "代为领取结果文书、证照",
    "authority.power.promise": "代为签署容缺受理承诺书、告知承诺书",
    "authority.power.withdraw": "代为撤回申请",
    "authority.term": "委托期限：自{since}起至{until}止。",
    "authority.term_open": "委托期限：自　　　　年　　月　　日起至　　　　年　　月　　日止。",
    "authority.effect": "受托人在上述权限和期限内所作的行为，委托人均予承认；受托人无权转委托。",
    "authority.note": "办理时请出示委托人身份证件（复印件）和受托人身份证件原件。",
    "sign.principal": "委托人签章：",
    "sign.agent": "受托人签名：",
    # 个人信息处理告知书 (个人信息保护法 17, 19, 30, 35, 45-47, 50; domain.md §9, §6 no. 24)
    "privacy_notice.title": "个人信息处理告知书",
    "privacy_notice.copies": "一式一份，存办件卷；可向窗口索取复印件",
    "privacy_notice.body": (
        "为办理您申请的政务服务事项，需要处理您的个人信息。依照《中华人民共和国个人信息保护法》，告知如下："
    ),
    "privacy_notice.body_item": (
        "为办理您申请的“{item}”，需要处理您的个人信息。依照《中华人民共和国个人信息保护法》，告知如下："
    ),
    "privacy_notice.who": "处理者：{department}；由{hall}综合窗口代为收件。联系方式：{phone}。",
    "privacy_notice.who_open": "处理者：{department}；由{hall}综合窗口代为收件。",
    "privacy_notice.purpose": (
        "处理目的：核验身份，受理、审查和办理您的申请，送达文书和结果，办件归档和服务评价；不用于其他目的。"
    ),
    "privacy_notice.way": "处理方式：现场收取、读卡、扫描、录入，经政务网络传送至实施机关，并依法与有关部门共享核验。",
    "privacy_notice.kinds": (
        "个人信息种类：姓名、证件类型和号码、联系电话、住址，代理人和联系人的上述信息，"
        "以及申请表和申请材料中载明的信息。"
    ),
    "privacy_notice.sensitive": (
        "其中证件号码、证件照片以及材料中可能载明的医疗健康、金融账户、行踪轨迹、"
        "不满十四周岁未成年人的信息属于敏感个人信息，"
        "仅在办理所必需的范围内处理；不提供的，可能无法核验身份或者不能办理该事项，对您的其他权益没有影响。"
    ),
    "privacy_notice.keep": (
        "保存期限：办理期间以及法律、行政法规和档案管理规定的保管期限；期限届满后依法删除或者销毁。信息在境内存储。"
    ),
    "privacy_notice.rights": (
        "您有权查阅、复制本人信息；发现信息不准确、不完整的，有权请求更正、补充；符合法定情形的，有权请求删除；"
        "有权要求对处理规则作出说明。持本人身份证件到本大厅任一综合窗口提出即可，拒绝请求的将说明理由。"
    ),
    "privacy_notice.separate": "确需采集人脸、指纹等生物识别信息的，将另行说明并单独取得您的同意；可以选择人工核验。",
    "sign.informed": "本人已经阅知，签名：",
}
