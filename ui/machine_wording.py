"""What is said of this machine: policy and settings, enrolment, recovery, health. Most of it is for support."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from counter.health.findings import Check, Finding, Level
from counter.settings import Held, Source
from ui.theme import Tone

Params = Mapping[str, str | int]


def _unknown_key(params: Params) -> str:
    near = f"，是否应为“{params['did_you_mean']}”" if params.get("did_you_mean") else ""
    return f"设置中没有“{params.get('key', '')}”这一项{near}；请联系运维"


MACHINE_SENTENCES: dict[str, str | Callable[[Params], str]] = {
    "settings.broken": "设置文件 {file} 无法读取；请联系运维",
    "settings.unreadable": "设置文件 {file} 没有读取权限；请联系运维",
    "settings.file_open": "策略文件 {file} 人人可写，已拒绝使用；请联系运维",
    "settings.old_format": "{file} 是旧格式，不再读取；请联系运维改为 JSON",
    "settings.plain_http": "平台地址须以 https 开头（本机训练除外）；请联系运维",
    "settings.proxy": "代理服务器的写法不对；应为 none、system 或 http://主机:端口",
    "settings.recovery_key": "恢复公钥不对；请联系运维重新生成",
    "settings.print_queue": "打印机“{queue}”不在允许之列；请另选",
    "settings.relative_path": "“{key}”须写完整路径；请联系运维",
    "settings.network_home": "数据目录在网络盘或漫游配置中（{kind}），不能使用；请联系运维",
    "settings.home_fixed": "数据目录由运维锁定，不能另指；请联系运维",
    "settings.policy_fixed": "本机已有运维策略，不能另指策略；请联系运维",
    "settings.locked": "此项由运维锁定，不能修改",
    "settings.not_written": "设置没有写入；请检查磁盘和权限",
    "purge.off": "本机没有规定个人信息保存天数（retention_days），不清除",
    "settings.retention": "本机个人信息保存天数不对；应为 0（不清除）或至少 {least} 天，请联系运维",
    "settings.ticket_printer": "小票打印机的位置不对；例：tcp://10.0.0.8:9100，请联系运维",
    "settings.unknown_key": _unknown_key,
    "settings.value": "设置文件 {file} 中“{key}”的值不对；请联系运维",
    "enrolment.other_window": "开通码属于另一个窗口，未使用；请核对后领取本窗口的开通码",
    "enrolment.no_code": "还没有开通码；请向运维领取后录入",
    "enrolment.code_file": "开通码文件无法读取；请联系运维",
    "recovery.slot": "这不是恢复槽；请核对文件",
    "recovery.other_key": "此恢复槽是用另一把恢复公钥封存的；请换用对应的私钥",
    "recovery.code": "恢复码不完整：应为 {expected} 位，现为 {typed} 位",
    "recovery.mistyped": "恢复码有录错之处；请逐组核对",
    "recovery.other_database": "恢复码不是本机数据库的；请核对是否取自本机的恢复槽",
    "recovery.nothing_here": "本机没有数据库，无需恢复",
    "recovery.no_slot": "本机没有恢复槽；请联系运维",
    "recovery.key_file": "文件 {file} 读不出或已存在；请核对",
    "bundle.not_written": "诊断包没有写成；请检查文件夹的权限和空间",
    "queue.nothing": "没有未上传的记录和扫描件，不必导出",
    "queue.no_key": "本窗口还没有收到平台的封存公钥；联网同步一次后才能导出",
    "queue.full": "U 盘空间不足，没有写成；请换一个再导出",
    "queue.file_limit": "U 盘不能存放 4 GB 以上的文件；请换成 exFAT 格式的 U 盘",
    "queue.folder": "文件夹写不进去，没有写成；请检查 U 盘和权限",
    "queue.unreadable": "文件读不出来；请检查 U 盘是否插好",
    "queue.no_queue": "这不是导出的待上传文件，或已损坏",
    "queue.newer": "文件由较新版本的客户端导出；请先升级",
    "queue.other_hall": "文件属于另一个大厅，不能从这里上传",
    "queue.unknown_window": "平台没有登记导出文件的窗口；请联系运维",
    "queue.signature": "文件的签名与导出窗口不符，平台未收取；请重新导出",
    "queue.damaged": "文件不完整或被改动过，平台未收取；请重新导出",
    "queue.taken": "这个文件已经送到平台，不必再送",
    "queue.not_here": "文件没有全部传到平台；请再按一次代送",
    "queue.too_big": "文件超过平台允许的大小；请联系运维",
    "queue.no_room": "平台的磁盘空间不足，未收取；请联系运维",
    "queue.sign_in": "登录不是联网的或已到期；请签退后联网重新登录再代送",
    "queue.key": "平台的封存公钥未经平台签名，未采用；请联系运维",
    "queue.running": "客户端已经打开；请在其中按 F1、Alt+4，再按 Alt+O 选此文件",
    "platform.ca_unreadable": "专用根证书读不出来，未发送任何内容；请联系运维",
    "platform.proxy": "代理服务器连不上；办件已存在本机，请联系运维",
    "platform.proxy_password": "网络需要登录（代理要求口令）；办件已存在本机，请联系运维",
    "printer.not_allowed": "打印机“{queue}”不在运维允许之列；请在设置中另选",
    "health.clock_unknown": "还没有与平台对过时；联网同步一次即可",
    "health.clock_off": "本机时间与平台相差 {minutes} 分钟；请校时",
    "health.no_catalogue": "还没有事项目录；请联网同步一次",
    "health.catalogue_old": "事项目录已 {days} 天未更新；请检查网络",
    "health.rules_old": "大厅规则为第 {version} 版，要求不低于第 {least} 版；请联网同步",
    "health.queue_old": "有 {lines} 条记录最久已等 {hours} 小时；请检查网络",
    "health.queue_troubles": "有 {troubles} 条需要处理；请到待处理（F10）查看",
    "health.no_home": "数据目录还没有建立",
    "health.home_open": "数据目录他人可以进入；请联系运维收紧权限",
    "health.disk_full": "磁盘只剩 {free_mb} MB，随时可能无法保存；请立即清理",
    "health.disk_low": "磁盘只剩 {free_mb} MB；请清理",
    "health.no_recovery_key": "策略中没有恢复公钥；密钥环失效时将无法恢复",
    "health.no_recovery_slot": "没有与当前恢复公钥相符的恢复槽；请重新打开客户端",
    "health.ca_over": "专用根证书不在有效期内（{day}）；请联系运维更换",
    "health.ca_ends": "专用根证书 {days} 天后到期；请联系运维更换",
    "health.undrawn": "“{characters}”画不出来；请联系运维修复字库",
    "health.no_display": "没有图形界面，无法检查输入法",
    "health.no_input_method": "没有运行中的中文输入法；请启动输入法",
    "health.no_input_plugin": "输入法 {method} 与本程序接不上，打不出中文；请联系运维",
}

CHECKS: dict[Check, str] = {
    Check.POLICY: "策略与设置",
    Check.PROFILE: "数据位置",
    Check.RIGHTS: "文件权限",
    Check.DISK: "磁盘空间",
    Check.KEY_RING: "数据库密钥",
    Check.RECOVERY: "恢复槽",
    Check.STORE: "本机数据库",
    Check.ENROLMENT: "窗口开通",
    Check.PLATFORM: "平台连接",
    Check.CA: "根证书",
    Check.CLOCK: "时钟",
    Check.CATALOGUE: "事项目录",
    Check.HOLIDAYS: "工作日安排",
    Check.HALL_RULES: "大厅规则",
    Check.QUEUE: "待上传",
    Check.PRINTER: "打印机",
    Check.PAPER_FONTS: "文书字库",
    Check.SCREEN_FONTS: "屏幕字库",
    Check.INPUT_METHOD: "输入法",
}

LEVELS: dict[Level, tuple[str, Tone]] = {
    Level.OK: ("正常", "good"),
    Level.WARN: ("注意", "wait"),
    Level.BAD: ("不合格", "bad"),
}

SOURCES: dict[Source, str] = {
    Source.REGISTRY: "组策略",
    Source.MANAGED: "运维策略",
    Source.USER: "本人选择",
    Source.REGISTRY_RECOMMENDED: "组策略推荐",
    Source.RECOMMENDED: "运维推荐",
    Source.DEFAULT: "默认",
}

CHOICES: dict[str, str] = {
    "folder": "存入文件夹",
    "cups": "CUPS 打印",
    "window": "系统打印",
    "info": "事件和错误",
    "error": "只记错误",
    "none": "不用代理",
    "system": "系统代理设置",
}

_SEEN: dict[Check, str] = {
    Check.POLICY: "运维锁定 {locked} 项",
    Check.PROFILE: "在本机磁盘",
    Check.RIGHTS: "仅本用户可读写",
    Check.DISK: "可用 {free_mb} MB",
    Check.KEY_RING: "可以取得",
    Check.RECOVERY: "密钥已用恢复公钥封存",
    Check.STORE: "已打开",
    Check.ENROLMENT: "{hall} 大厅 {window} 号窗口，编号段 {epoch}",
    Check.PLATFORM: "有应答",
    Check.CA: "可用",
    Check.CLOCK: "已与平台对时",
    Check.CATALOGUE: "第 {version} 版，{days} 天前更新",
    Check.HOLIDAYS: "已下发至 {covers_until}",
    Check.HALL_RULES: "第 {version} 版",
    Check.QUEUE: "{lines} 条记录、{scans} 份扫描件",
    Check.PRINTER: "{queue}",
    Check.PAPER_FONTS: "已画出 {drawn}",
    Check.SCREEN_FONTS: "已画出 {drawn}",
    Check.INPUT_METHOD: "{method}",
}


def seen_words(finding: Finding) -> str:
    """What was seen of a check that is in order."""
    seen = finding.seen
    if finding.check is Check.CATALOGUE and not seen.get("days"):
        return f"第 {seen['version']} 版，今天更新"
    if finding.check is Check.HALL_RULES and not seen.get("version"):
        return "平台未下发，按通行规则办理"
    if finding.check is Check.CLOCK:
        return f"与平台相差 {abs(int(seen['offset_ms'])) / 1000:.1f} 秒"
    return _SEEN[finding.check].format_map(seen)


def source_words(held: Held) -> str:
    """Where a value comes from, and whether IT has locked it."""
    file = held.where.replace("\\", "/").rsplit("/", 1)[-1]
    words = SOURCES[held.source]
    if held.source in {Source.MANAGED, Source.RECOMMENDED} and file:
        words = f"{words} {file}"
    return f"已锁定 · {words}" if held.locked else words


def value_words(value: object) -> str:
    """A value as the screen says it."""
    if isinstance(value, list | tuple):
        return "、".join(str(each) for each in value)
    return CHOICES.get(str(value), str(value))
