"""What the clerk reads of this machine itself: its store, its keys and its settings. Most of it is for support."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Params = Mapping[str, str | int]


def _unknown_key(params: Params) -> str:
    near = f"，是否应为“{params['did_you_mean']}”" if params.get("did_you_mean") else ""
    return f"设置中没有“{params.get('key', '')}”这一项{near}；请联系运维"


SYSTEM_SENTENCES: dict[str, str | Callable[[Params], str]] = {
    "reading.false": "平台给的内容与登记的不符，不予显示；请联系运维",
    "reading.no_content": "文书由旧版本出具，平台没有其内容；请到收件窗口补打",
    "reading.not_allowed": "没有调阅该办件的权限；请到收件窗口或由主管查看",
    "reading.not_here": "收件窗口尚未上传这份扫描件；请通知该窗口联网上传",
    "reading.range": "平台应答异常，未能调阅；请重试",
    "reading.sign_in": "调阅须在联网时登录；请联网后重新登录",
    "reading.too_big": "文件过大，不能在此调阅；请到收件窗口查看原件",
    "reading.unknown": "平台没有这份扫描件或文书；请核对，或通知收件窗口上传",
    "request.stale": "平台未接受本机这次请求，稍后自动重试；仍不行请联系运维",
    "store.damaged": "本机数据库损坏，已停止收件；请勿关机，立即联系运维",
    "store.disk_error": "磁盘写入出错，刚才的操作未保存；请停止收件并联系运维",
    "store.disk_full": "磁盘已满，刚才的操作未保存；请联系运维清理后再办",
    "store.in_use": "本机已有一个客户端在使用此数据；请先关闭另一个",
    "store.missing": "找不到本机数据库；请勿新建，立即联系运维",
    "store.backup_failed": "升级前的备份没有做成，数据未动；请联系运维，原版本可继续使用",
    "store.network_home": "数据文件夹在网络盘上（{kind}），容易丢件，未打开；请联系运维改到本机",
    "store.newer": "数据库由更新的版本（{found}）建立，本版本（{known}）不能打开；请升级客户端",
    "store.not_saved": "未能保存；请重试，再次出现请联系运维",
    "store.not_writable": "数据文件夹写不进去；请联系运维检查权限",
    "store.old_sqlite": "数据库组件版本过低（{version}）；请联系运维升级",
    "store.scan_damaged": "本机的一份扫描件已损坏；请重新扫描",
    "store.scan_missing": "本机的一份扫描件找不到了；请重新扫描",
    "store.wrong_key": "数据库密钥不符；请勿重装，立即联系运维",
    "keyring.absent": "系统没有密钥环，无法取得数据库密钥；请联系运维",
    "keyring.file_broken": "密钥文件损坏；请联系运维",
    "keyring.file_open": "密钥文件的权限过宽，已拒绝使用；请联系运维",
    "keyring.key_gone": "数据库密钥不见了；请勿新建数据，立即联系运维",
    "keyring.locked": "密钥环已锁定；请解锁系统密钥环后重新打开",
    "keyring.not_kept": "密钥未能存入密钥环；请联系运维",
    "settings.ticket_printer": "小票打印机的位置不对；例：tcp://10.0.0.8:9100，请联系运维",
    "settings.broken": "设置文件 {file} 无法读取；请联系运维",
    "settings.no_hall": "本安装包不含大厅端；请在大厅服务器上运行",
    "settings.plain_http": "平台地址须以 https 开头（本机训练除外）；请联系运维",
    "settings.unknown_key": _unknown_key,
    "settings.value": "设置文件 {file} 中有一项的值不对；请联系运维",
}
