"""授权: a supervisor is asked, at the window or in his queue; every screen that needs it takes the line from here."""
