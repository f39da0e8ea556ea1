"""What a root needs for Chinese typing: both generations of fcitx, a display and keys that are pressed for real."""

PACKAGES = (
    "xvfb", "xdotool", "openbox", "dbus-x11", "procps", "fcitx-bin", "fcitx-data", "fcitx-pinyin", "fcitx-modules",
    "fcitx-module-x11", "fcitx-module-dbus", "fcitx-ui-classic", "fcitx-frontend-all", "fcitx5",
    "fcitx5-chinese-addons", "fcitx5-pinyin",
)  # fmt: skip
