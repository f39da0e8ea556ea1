"""出件: results signed in at the window, handed to who may have them, posted, or kept; and what goes in batches."""
