"""What a root needs for Chinese typing: a display, keys that are pressed for real, and a generation of fcitx."""

_DISPLAY = ("xvfb", "xdotool", "openbox", "dbus-x11", "procps")
_FCITX_5 = ("fcitx5", "fcitx5-chinese-addons", "fcitx5-pinyin")
_FCITX_4 = (
    "fcitx-bin", "fcitx-data", "fcitx-pinyin", "fcitx-modules", "fcitx-module-x11", "fcitx-module-dbus",
    "fcitx-ui-classic", "fcitx-frontend-all",
)  # fmt: skip
PACKAGES = {"bullseye": (*_DISPLAY, *_FCITX_4, *_FCITX_5), "bookworm": (*_DISPLAY, *_FCITX_5)}
"""By suite. UOS 20 and Kylin V10 have fcitx 4, as Debian 11 still has; in Debian 12 it cannot stand beside fcitx 5."""
