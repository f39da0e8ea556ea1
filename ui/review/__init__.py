"""审核: what waits for a supervisor, with the evidence beside it; decided alone or in a batch."""
