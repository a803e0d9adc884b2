"""What the public board's figures add up to, kept until a commitment changes or the day does."""

from django.db import models
from django.db.models import Q

from directory.models.agency import Agency


class BoardMark(models.Model):
    """A part of the number of changes to commitments; the sum names one state of them all.

    Triggers count (migration 0005). A writer adds to a part that no other running transaction uses.
    """

    shard = models.SmallIntegerField(primary_key=True)
    version = models.BigIntegerField(default=0)


class BoardFigures(models.Model):
    """The figures of all public commitments (`agency` None) or of one agency's, as they stood at a version and day."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", null=True, db_index=False)
    version = models.BigIntegerField()
    day = models.DateField()  # in Palembang: what is late depends on it
    on_course = models.IntegerField()
    late = models.IntegerField()
    kept_in_time = models.IntegerField()
    kept_later = models.IntegerField()
    dropped = models.IntegerField()
    median_slip = models.IntegerField(null=True)  # days

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency"], nulls_distinct=False, name="board_figures_once"),
            models.CheckConstraint(
                condition=Q(
                    on_course__gte=0, late__gte=0, kept_in_time__gte=0, kept_later__gte=0, dropped__gte=0
                ),
                name="board_figures_not_negative",
            ),
        ]
