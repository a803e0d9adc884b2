"""What the defence against spam keeps: how much somebody has sent lately, and what a text is recognised by."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from consultations.models.comment import CommentVersion


class Allowance(models.Model):
    """How much of a limit somebody has used: the moment at which all of it is free again.

    `subject` is a keyed digest of who it is and which limit, so that no network's address is kept.
    """

    subject = models.CharField(max_length=32, primary_key=True)
    full_at = models.DateTimeField()
    window = models.DurationField()


class TextSketch(models.Model):
    """What a text is recognised by: keyed hashes, from which no word can be read back.

    The first `shingles` of `keys` are its smallest hashes of two words in a row (what repeats it shares most of
    them), the others those of its telling words, mixed with a part of the version's id (`sketching.BLOCK`) so that no
    word's list grows with the site. A trigger forgets the sketch of a text that is masked.
    """

    version = models.OneToOneField(CommentVersion, models.CASCADE, primary_key=True, related_name="sketch")
    shingles = models.SmallIntegerField()
    keys = ArrayField(models.BigIntegerField())

    class Meta:
        # Without the list of what is not yet sorted in: each search would read all of that list for each key.
        indexes = [GinIndex(fields=["keys"], name="text_sketch_keys", fastupdate=False)]
