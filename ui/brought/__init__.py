"""An exported queue that was opened by a double click: what it is, before the program itself is opened."""
