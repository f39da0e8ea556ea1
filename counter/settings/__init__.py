r"""Settings: read once at the start; the machine's policy over the person's choice, every value with its source.

    registry   HKLM\Software\Policies\WindowCounter                 locked    (Windows, from ADMX)
    managed    /etc/window-counter/policies/managed/*.json            locked    name order, later wins
    user       settings.json in the home                              what a person may choose
    registry   …\WindowCounter\Recommended                           below the person's choice
    recommended  /etc/window-counter/policies/recommended/*.json      below the person's choice
    default    as ``keys.Settings`` has it

The environment is in none of these, so nothing a clerk sets can stand above IT (trust.md A66).
"""

from counter.settings.checks import check_platform_url, check_ticket_printer
from counter.settings.keys import Settings
from counter.settings.layers import POLICY_FOLDER, Source
from counter.settings.place import default_home, desk_home, policy_folder
from counter.settings.reading import Held, Reading, choose, read, read_settings

__all__ = [
    "POLICY_FOLDER",
    "Held",
    "Reading",
    "Settings",
    "Source",
    "check_platform_url",
    "check_ticket_printer",
    "choose",
    "default_home",
    "desk_home",
    "policy_folder",
    "read",
    "read_settings",
]
