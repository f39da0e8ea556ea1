"""Updates on an intranet: what a signed mirror offers this machine is verified and given to the system's installer.

    mirror (files) ─▶ channel (TUF: whose, how old, together) ─▶ choosing (ring, part, window) ─▶ fetching (staging)
      ─▶ hand (nobody has a case in hand) ─▶ verified once more ─▶ the system's own installer, with IT's privileges

Nothing here unpacks or runs what it fetched. The clerk's program reads ``status`` and holds ``hand``, no more.
"""
