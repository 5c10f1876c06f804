"""The database: every table and its statements. SQL is nowhere else."""
