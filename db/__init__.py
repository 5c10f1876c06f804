"""The database: every table and its statements. SQL stands nowhere else."""
