"""How often commitments have changed: the public board's figures are kept until then (directory/board.py)."""

from django.db import models


class BoardMark(models.Model):
    """A part of the number of changes to commitments; the sum names one state of them all.

    Triggers count (migration 0005). A writer adds to a part that no other running transaction uses.
    """

    shard = models.SmallIntegerField(primary_key=True)
    version = models.BigIntegerField(default=0)
