"""What the clerk reads of this machine itself: its store and its keys. Most of it is for support."""

from __future__ import annotations

SYSTEM_SENTENCES: dict[str, str] = {
    "store.backup_broken": "升级前的备份核对不符，没有升级，数据原样未动；请联系运维",
    "store.no_room": "升级需 {needed_mb} MB，只剩 {free_mb} MB；请清理磁盘后重开",
    "store.damaged": "本机数据库损坏，已停止收件；请勿关机，立即联系运维",
    "store.disk_error": "磁盘写入出错，刚才的操作未保存；请停止收件并联系运维",
    "store.disk_full": "磁盘已满，刚才的操作未保存；请联系运维清理后再办",
    "store.in_use": "本机已有一个客户端在使用此数据；请先关闭另一个",
    "store.missing": "找不到本机数据库；请勿新建，立即联系运维",
    "store.newer": "数据库由更新的版本（{found}）建立，本版本（{known}）不能打开；请升级客户端",
    "store.not_saved": "未能保存；请重试，再次出现请联系运维",
    "store.not_writable": "数据文件夹写不进去；请联系运维检查权限",
    "store.old_sqlite": "数据库组件版本过低（{version}）；请联系运维升级",
    "store.scan_damaged": "本机的一份扫描件已损坏；请重新扫描",
    "store.scan_missing": "本机的一份扫描件找不到了；请重新扫描",
    "store.wrong_key": "数据库密钥不符；请勿重装，立即联系运维",
    "keyring.absent": "系统没有密钥环，取不到数据库密钥；请联系运维",
    "keyring.file_broken": "密钥文件损坏；请联系运维",
    "keyring.file_open": "密钥文件的权限过宽，已拒绝使用；请联系运维",
    "keyring.key_gone": "数据库密钥不见了；请勿新建数据，立即联系运维",
    "keyring.locked": "密钥环已锁定；请解锁系统密钥环后重新打开",
    "keyring.not_kept": "密钥未能存入密钥环；请联系运维",
}
