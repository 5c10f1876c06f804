"""What Alembic runs for every migration: it takes the open transaction that `db.stores.migrating` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
