"""What the clerk sees; calls ``counter.actions`` and ``counter.sync`` through the bridge and nothing below them."""
