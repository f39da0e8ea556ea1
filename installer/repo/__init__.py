"""The signed repository that a hall's machines follow; run by the release engineer (README.md)."""
