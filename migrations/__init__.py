"""Alembic's migrations of the office file."""

HEAD = "0021"
"""The newest revision; a test holds it to the scripts, so that starting needs no Alembic."""
