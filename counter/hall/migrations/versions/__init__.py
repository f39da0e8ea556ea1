"""One file per version, numbered, never changed once it was released."""
