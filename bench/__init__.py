"""The bench: measures the speeds that are promised, each beside a bare rival or a small case in the same run."""
