"""The environment of every migration. It uses the open transaction of `db.stores.migrating`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
