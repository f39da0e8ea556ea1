"""设置 (F1), the screen: four pages, the choices, the health check, the bundle for support, the stick."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.parts.pages import Page, PagedView
from ui.settings.bundle_page import BundlePage
from ui.settings.choices_page import ChoicesPage
from ui.settings.health_page import HealthPage
from ui.settings.queue_page import QueuePage


class SettingsView(PagedView):
    """Alt+1 the choices, Alt+2 the health check, Alt+3 the bundle, Alt+4 unsent work on a stick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.choices = ChoicesPage()
        self.health = HealthPage()
        self.bundle = BundlePage()
        self.queue = QueuePage()
        pages = (
            Page("设置", "Alt+1", self.choices, self.choices.start),
            Page("体检", "Alt+2", self.health, self.health.start),
            Page("诊断包", "Alt+3", self.bundle, self.bundle.start),
            Page("离线转交", "Alt+4", self.queue, self.queue.start),
        )
        super().__init__(pages, parent)
