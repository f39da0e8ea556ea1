"""The one style sheet, made from the tokens; widgets choose a look by the property ``look`` or ``tone``."""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor, QPalette

from ui.theme.icons import icon_file
from ui.theme.tokens import TOKENS, TONES

_SHEET = Template("""
* { font-size: ${text_px}px; }
QWidget { color: $ink; }
QMainWindow, QWidget[look="ground"] { background: $ground; }
QWidget[look="paper"], QFrame[look="paper"] { background: $paper; }
QFrame[look="card"] { background: $paper; border: 1px solid $line; border-radius: ${radius_px}px; }
QFrame[look="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QLabel { background: transparent; }
QLabel[look="title"] { font-size: ${title_px}px; }
QLabel[look="section"] { font-size: ${text_large_px}px; color: $accent_deep; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="quiet"] { color: $ink_quiet; }
QLabel[look="soft"] { color: $ink_soft; }
QLabel[look="wrong"] { color: $bad; }
QLabel[look="key"] {
    color: $ink_soft; background: $ground; border: 1px solid $line_strong; border-bottom-width: 2px;
    border-radius: ${radius_px}px; padding: 0 5px;
}
QLabel[look="brand"] { font-size: 26px; color: $accent_deep; }

QLineEdit, QComboBox, QPlainTextEdit, QSpinBox, QDateEdit {
    background: $paper; border: 1px solid $line_strong; border-radius: ${radius_px}px; padding: 0 8px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit { padding: 4px 5px; }
QLineEdit, QComboBox, QSpinBox, QDateEdit { min-height: 30px; }
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QSpinBox:focus, QDateEdit:focus {
    border: 2px solid $focus; padding: 0 7px;
}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus { min-height: 28px; }
QPlainTextEdit:focus { padding: 3px 4px; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QSpinBox[wrong="true"], QDateEdit[wrong="true"] {
    border: 2px solid $bad; padding: 0 7px; min-height: 28px;
}
QPlainTextEdit[wrong="true"] { border: 2px solid $bad; padding: 3px 4px; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $ground; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {
    background: $ground; color: $ink_off; border-color: $line;
}
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url("$chevron"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $paper; border: 1px solid $line_strong; outline: none; }

QPushButton {
    background: $paper; border: 1px solid $line_strong; border-radius: ${radius_px}px;
    min-height: 30px; padding: 0 14px; color: $ink;
}
QPushButton:hover { background: $accent_soft; border-color: $accent_line; }
QPushButton:pressed { background: $ground_deep; }
QPushButton:focus { border: 2px solid $focus; min-height: 28px; padding: 0 13px; }
QPushButton:disabled { background: $ground; color: $ink_off; border-color: $line; }
QPushButton[look="main"] { background: $accent; border-color: $accent; color: $on_accent; }
QPushButton[look="main"]:hover { background: $accent_deep; }
QPushButton[look="main"]:focus { border: 2px solid $ink; }
QPushButton[look="main"]:disabled { background: $ground_deep; color: $ink_off; border-color: $line; }
QPushButton[look="danger"] { color: $bad; border-color: $bad; }
QPushButton[look="danger"]:disabled { color: $ink_off; border-color: $line; }
QPushButton[look="bare"] { background: transparent; border-color: transparent; color: $accent; padding: 0 8px; }
QPushButton[look="bare"]:hover { background: $accent_soft; }
QPushButton[look="bare"]:focus { border: 2px solid $focus; padding: 0 7px; }
QPushButton[look="bare"]:disabled { color: $ink_off; }
QPushButton[look="chip"] { background: $paper; border-color: $line; padding: 0 8px; min-height: 24px; }
QPushButton[look="chip"]:checked { background: $accent_soft; border-color: $accent; }
QPushButton[look="chip"]:focus { border: 2px solid $focus; }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; min-height: 28px; border: 2px solid transparent; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $focus; border-radius: ${radius_px}px; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid $line_strong; background: $paper;
}
QCheckBox::indicator { border-radius: 2px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $ground_deep; border-color: $line; }

QTableView, QListView {
    background: $paper; alternate-background-color: $row_other; border: 2px solid $ground_deep; outline: none;
    gridline-color: $ground_deep; selection-background-color: $accent_soft; selection-color: $ink;
}
QTableView:focus, QListView:focus { border: 2px solid $focus; }
QTableView::item { padding: 0 8px; border: none; }
QListView::item { min-height: ${row_px}px; padding: 0 8px; border-left: 3px solid transparent; }
QTableView::item:selected, QListView::item:selected { background: $accent_soft; color: $ink; }
QListView::item:selected { border-left: 3px solid $accent; }
QHeaderView { background: $ground; border: none; }
QHeaderView::section {
    background: $ground; color: $ink_soft; border: none; border-bottom: 1px solid $line; padding: 0 8px; height: 32px;
}

QScrollArea { background: transparent; border: none; }
QScrollArea:focus { border: 2px solid $focus; }
QScrollArea > QWidget > QWidget[look="ground"] { background: $ground; }
QScrollArea > QWidget > QWidget[look="paper"] { background: $paper; }
QScrollArea[look="desk"], QScrollArea[look="desk"] > QWidget > QWidget { background: $ground_deep; }
QScrollBar:vertical { background: $ground; width: 12px; margin: 0; }
QScrollBar:horizontal { background: $ground; height: 12px; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: $ink_quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QToolTip { background: $paper; color: $ink; border: 1px solid $line_strong; padding: 4px 6px; }

QFrame#navigation { background: $paper; border-right: 1px solid $line; }
QFrame#navigation QPushButton {
    background: transparent; border: 2px solid transparent; border-left: 4px solid transparent; border-radius: 0;
    text-align: left; padding: 0 6px 0 8px; min-height: 42px; font-size: ${text_large_px}px; color: $ink_soft;
}
QFrame#navigation QPushButton:hover { background: $ground; }
QFrame#navigation QPushButton:checked { background: $accent_soft; border-left: 4px solid $accent; color: $accent_deep; }
QFrame#navigation QPushButton:focus { border: 2px solid $focus; border-left: 4px solid $accent; }
QFrame#strip { background: $paper; border-top: 1px solid $line; }
QFrame#rise { background: $paper; border: 1px solid $line_strong; }
QFrame#rise QListView { border: none; }
""")

_TONE = Template("""
QFrame[tone="$tone"] { background: $surface; border: 1px solid $edge; border-radius: 3px; }
QFrame[tone="$tone"] QLabel { color: $ink; border: none; }
QLabel[tone="$tone"] { color: $ink; }
""")


def style_sheet() -> str:
    """The style sheet of the whole program."""
    images = {"chevron": icon_file("chevron-down").as_posix(), "check": icon_file("check").as_posix()}
    tones = [_TONE.substitute(tone=tone, **colours._asdict()) for tone, colours in TONES.items()]
    return _SHEET.substitute(TOKENS, **images) + "".join(tones)


def palette() -> QPalette:
    """The palette beneath the sheet, for what Fusion draws by itself."""
    made = QPalette()
    for role, token in (
        (QPalette.ColorRole.Window, "ground"),
        (QPalette.ColorRole.WindowText, "ink"),
        (QPalette.ColorRole.Base, "paper"),
        (QPalette.ColorRole.AlternateBase, "row_other"),
        (QPalette.ColorRole.Text, "ink"),
        (QPalette.ColorRole.Button, "paper"),
        (QPalette.ColorRole.ButtonText, "ink"),
        (QPalette.ColorRole.Highlight, "accent"),
        (QPalette.ColorRole.HighlightedText, "on_accent"),
        (QPalette.ColorRole.PlaceholderText, "ink_quiet"),
        (QPalette.ColorRole.ToolTipBase, "paper"),
        (QPalette.ColorRole.ToolTipText, "ink"),
    ):
        made.setColor(role, QColor(TOKENS[token]))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(TOKENS["ink_off"]))
    return made
