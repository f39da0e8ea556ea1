"""Alembic runs the versions on the connection that ``Database`` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from counter.hall.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
context.run_migrations()
