"""Puts the demonstration content into the database, once: what is there is left alone."""
