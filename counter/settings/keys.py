"""Every key there is, once: its type, its default, what it does in two languages, and whether a person may choose it.

The JSON Schema, the ADMX and ADML files and the table of ``docs/it.md`` are made from this class
(``installer/policy/generate.py``), so that none of them can say something else.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from counter.domain.base import Value


def _key(title: str, zh: str, en: str, *, chosen: bool = False, **rules: Any) -> Meta:
    """What a key is: its title, both descriptions, and whether a person may choose it below the policy."""
    return Meta(title=title, description=en, extra_json_schema={"x-zh": zh, "x-user": chosen}, **rules)


class Settings(Value):
    """What holds on this machine."""

    platform_url: Annotated[
        str,
        _key(
            "平台地址",
            "平台的 https 地址；本机训练可用 http://127.0.0.1。锁定后，已开通的窗口也改用此地址。",
            "The platform's https address; http for this very machine only. Locked, an enrolled window uses it, too.",
            chosen=True,
        ),
    ] = "http://127.0.0.1:8470"
    ca_bundle: Annotated[
        str,
        _key(
            "专用根证书",
            "PEM 文件，含签发平台证书的专用根证书；留空用系统的证书库。",
            "A PEM file with the private CA that the platform's certificate comes from; empty is the system's store.",
        ),
    ] = ""
    proxy: Annotated[
        str,
        _key(
            "代理服务器",
            "none 不用代理；system 用系统的代理设置；或 http://主机:端口。不支持带口令的代理。",
            "none, system (the operating system's) or http://host:port. A proxy with a password is not supported.",
        ),
    ] = "none"
    enrol_hall: Annotated[
        str,
        _key(
            "开通：大厅代码",
            "开通码必须属于这个大厅；留空不限。",
            "The one-time code has to be of this hall; empty takes any.",
        ),
    ] = ""
    enrol_window: Annotated[
        str,
        _key(
            "开通：窗口号",
            "开通码必须属于这个窗口；留空不限。",
            "The one-time code has to be of this window; empty takes any.",
        ),
    ] = ""
    enrol_code_file: Annotated[
        str,
        _key(
            "开通：开通码文件",
            "首次启动时从此文件读取一次性开通码并开通，成功后删除该文件。",
            "At the first start the one-time code is read from this file; the file is removed once it is spent.",
        ),
    ] = ""
    printer: Annotated[
        Literal["folder", "cups", "window"],
        _key(
            "文书打印方式",
            "folder 存入文件夹；cups 用 CUPS；window 用系统打印。",
            "folder (PDF files), cups, or window (the operating system's own print system).",
            chosen=True,
        ),
    ] = "folder"
    print_queue: Annotated[
        str,
        _key(
            "打印机",
            "CUPS 队列或打印机名；留空用默认打印机。",
            "A CUPS queue or a printer; empty is the default one.",
            chosen=True,
        ),
    ] = ""
    allowed_printers: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=128)], ...],
        _key(
            "允许的打印机",
            "只许用这些打印机，第一台为默认；留空不限。",
            "Only these printers may be used, the first is the default; empty allows any.",
            max_length=64,
        ),
    ] = ()
    paper_folder: Annotated[
        str,
        _key(
            "文书文件夹",
            "打印方式为 folder 时文书存放处；留空为数据目录下的 papers。",
            "Where papers lie when the printer is a folder; empty is papers in the home.",
            chosen=True,
        ),
    ] = ""
    ticket_printer: Annotated[
        str,
        _key(
            "小票打印机",
            "folder、tcp://主机:9100，或设备文件的完整路径。",
            "folder, tcp://host[:9100], or a device file by its whole path.",
            chosen=True,
        ),
    ] = "folder"
    idle_lock_minutes: Annotated[
        int,
        _key(
            "无操作自动签退（分钟）",
            "几分钟无按键和鼠标即暂存草稿并签退；0 为不自动签退。",
            "After so many minutes without key or mouse what is typed is kept and the desk is left; 0 is never.",
            ge=0,
            le=240,
        ),
    ] = 5
    least_hall_rules: Annotated[
        int,
        _key(
            "大厅规则最低版本",
            "本机的大厅规则低于此版本时，登录后提示，体检不合格。",
            "With hall rules of an older version the clerk is warned at sign-in and the health check fails.",
            ge=0,
            le=2**31 - 1,
        ),
    ] = 0
    retention_days: Annotated[
        int,
        _key(
            "本机个人信息保存天数",
            "办件办结并全部送达、与平台核对一致满此天数后，清除本机上的个人信息；0 为不清除，否则至少 7。",
            "So many days after a case ended, once the platform is proven to have it, its personal data leave this"
            " machine; 0 is never, else at least 7.",
            ge=0,
            le=3650,
        ),
    ] = 0
    data_dir: Annotated[
        str,
        _key(
            "数据目录",
            "本机数据所在的完整路径，可含 {user}；不得在网络盘或漫游配置文件中。留空为各用户的本地目录。",
            "The whole path of the data, {user} is the user's name; never on a network or in a roaming profile.",
        ),
    ] = ""
    key_file: Annotated[
        str,
        _key(
            "密钥文件",
            "没有系统密钥环的机器用它存放数据库密钥（权限 600，完整路径）；留空用系统密钥环。",
            "Holds the database key on a machine without a key ring (mode 600, whole path); empty is the key ring.",
        ),
    ] = ""
    recovery_key: Annotated[
        str,
        _key(
            "恢复公钥",
            "运维的恢复公钥（recovery new-key 生成）；数据库密钥用它封存，密钥环失效时可恢复。",
            "IT's public recovery key (recovery new-key); the database key is sealed to it, should the ring be lost.",
        ),
    ] = ""
    log_level: Annotated[
        Literal["error", "info"],
        _key(
            "日志级别",
            "info 记录事件；error 只记录程序错误。两者都不含个人信息。",
            "info notes events, error only faults of the program. Neither holds personal data.",
        ),
    ] = "info"
    update_mode: Annotated[
        Literal["off", "announce", "install"],
        _key(
            "更新方式",
            "off 不更新；announce 只提示，由运维安装；install 自动安装。还须放好信任根。",
            "off, announce (the clerk reads of it, IT installs it) or install. Needs the root of trust, too.",
        ),
    ] = "off"
    update_mirror: Annotated[
        str,
        _key(
            "更新镜像",
            "https:// 或 http:// 地址，或文件夹的完整路径；内容有签名，镜像本身不必可信。",
            "An https or http address, or a folder by its whole path. What comes is signed.",
        ),
    ] = ""
    update_ring: Annotated[
        str,
        _key(
            "更新分组",
            "本机所属的组，先于全体得到新版本；留空只取发给全体的版本。",
            "The machine's ring, which gets versions before everybody; empty gets only what everybody gets.",
            pattern=r"^([0-9a-z][0-9a-z-]{0,31})?$",
        ),
    ] = ""
    update_window: Annotated[
        str,
        _key(
            "更新时段",
            "本机时间，例 22:00-05:00；留空为随时。任何时候都等没有人在办件。",
            "Local time, as 22:00-05:00; empty is at any time. Nobody ever has a case in hand then.",
            pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9])?$",
        ),
    ] = ""
    update_least_version: Annotated[
        str,
        _key(
            "最低版本",
            "低于此版本的机器不等分批，直接更新；留空为无。",
            "Below it a machine does not wait for its turn in a staged roll-out; empty is none.",
            pattern=r"^([0-9]{1,6}(\.[0-9]{1,6}){1,3})?$",
        ),
    ] = ""


class KeyFacts(Value):
    """One key as schema, ADMX and screens tell of it."""

    name: str
    title: str
    zh: str
    en: str
    chosen: bool  # a person may choose it below the policy
    default: object
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    is_list: bool = False
    is_number: bool = False


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a policy file."""
    found = msgspec.json.schema(Settings)
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **found["$defs"]["Settings"],
    }
    return {
        **schema,
        "title": "window-counter policy",
        "description": "A policy file: managed/*.json, recommended/*.json",
    }


def all_keys() -> tuple[KeyFacts, ...]:
    """Every key in the order of the class."""
    return tuple(_facts(name, says) for name, says in json_schema()["properties"].items())


def _facts(name: str, says: dict[str, Any]) -> KeyFacts:
    kind = says.get("type", "")
    return KeyFacts(
        name=name,
        title=says["title"],
        zh=says["x-zh"],
        en=says["description"],
        chosen=says["x-user"],
        default=says["default"],
        choices=tuple(says.get("enum", ())),
        least=says.get("minimum"),
        most=says.get("maximum"),
        is_list=kind == "array",
        is_number=kind == "integer",
    )
