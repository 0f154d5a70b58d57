"""The manual inside the window (使用手册): the same Markdown and pictures as in `docs`, read without a network."""
