"""Alembic's versions of the hall's tables: numbered, append-only, never importing today's tables."""
