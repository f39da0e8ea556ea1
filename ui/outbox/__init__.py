"""待处理/同步: what is unsent, refused or in conflict, and why, each with its own buttons."""
