"""Orders, filters, marks of what is new, mentions: what a discussion needs to be readable at any size."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

# What the new columns say of what was there before.
FILL = """
WITH RECURSIVE official AS (
    SELECT c.parent_id AS above FROM consultations_comment c
      JOIN consultations_participant p ON p.id = c.participant_id
     WHERE c.status = 'published' AND p.kind = 'official' AND c.parent_id IS NOT NULL
    UNION ALL
    SELECT c.parent_id FROM official o JOIN consultations_comment c ON c.id = o.above WHERE c.parent_id IS NOT NULL
)
UPDATE consultations_comment c SET official_count = n.officials
  FROM (SELECT above, count(*) AS officials FROM official GROUP BY above) n WHERE n.above = c.id;

UPDATE consultations_comment c SET latest_at = n.latest
  FROM (SELECT thread_id, max(published_at) AS latest FROM consultations_comment
         WHERE status IN ('published', 'hidden', 'withdrawn') GROUP BY thread_id) n
 WHERE n.thread_id = c.id AND c.parent_id IS NULL AND n.latest IS NOT NULL;

INSERT INTO consultations_consultationtally AS t (consultation_id, shard, published, decisions, threads, version)
SELECT consultation_id, 0, 0, 0, count(*), 1 FROM consultations_comment
 WHERE parent_id IS NULL AND published_at IS NOT NULL AND status IN ('published', 'hidden', 'withdrawn')
 GROUP BY consultation_id
    ON CONFLICT (consultation_id, shard) DO UPDATE SET threads = excluded.threads, version = 1;

-- What was written is checked now: an index cannot be made while checks of its table wait for the end.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

# Backwards there are eight parts again.
FOLD = """
WITH gone AS (DELETE FROM consultations_consultationtally WHERE shard >= 8 RETURNING *)
INSERT INTO consultations_consultationtally AS t (consultation_id, shard, published, decisions, threads, version)
SELECT consultation_id, shard % 8, sum(published), sum(decisions), 0, 0 FROM gone GROUP BY consultation_id, shard % 8
    ON CONFLICT (consultation_id, shard) DO UPDATE
   SET published = t.published + excluded.published, decisions = t.decisions + excluded.decisions;

SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

TOUCH = """
CREATE FUNCTION rembuk_touch_consultations(touched bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO consultations_consultationtally AS t (consultation_id, shard, published, decisions, threads, version)
    SELECT DISTINCT wanted.id, rembuk_slot(), 0, 0, 0, 1 FROM unnest(touched) AS wanted (id)
     WHERE EXISTS (SELECT 1 FROM consultations_consultation c WHERE c.id = wanted.id) ORDER BY wanted.id
        ON CONFLICT (consultation_id, shard) DO UPDATE SET version = t.version + 1
$$;
"""


def composite_key(table, name, columns, target):
    table, target = f"consultations_{table}", f"consultations_{target}"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}, consultation_id) "
        f"REFERENCES {target} (id, consultation_id) NOT DEFERRABLE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def roots(name, *fields, **condition):
    """Return the index of one order of threads under one filter."""
    shown = models.Q(
        parent__isnull=True, status__in=["published", "hidden", "withdrawn"], published_at__isnull=False
    )
    more = condition.pop("stance", None)
    where = shown & (~models.Q(stance="") if more else models.Q(**condition))
    return migrations.AddIndex(
        "comment", models.Index(fields=fields, condition=where, name=f"comment_roots_{name}")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0004_roles"),
        ("forum_site", "0005_sitemark"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommentMention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="consultations.comment",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consultations.consultation",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="consultations.participant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("comment", "participant"), name="mention_once")
                ]
            },
        ),
        composite_key("commentmention", "mention_same_consultation", "comment_id", "comment"),
        composite_key(
            "commentmention", "mention_participant_same_consultation", "participant_id", "participant"
        ),
        migrations.CreateModel(
            name="ReadMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_at", models.DateTimeField()),
                ("read_id", models.BigIntegerField()),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consultations.consultation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="read_marks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "consultation"), name="read_mark_once")
                ]
            },
        ),
        migrations.RemoveConstraint(
            model_name="comment",
            name="comment_counters_not_negative",
        ),
        migrations.RemoveConstraint(
            model_name="consultationtally",
            name="tally_shard_known",
        ),
        migrations.RemoveIndex(
            model_name="comment",
            name="comment_roots_by_time",
        ),
        migrations.RemoveIndex(
            model_name="comment",
            name="comment_roots_by_support",
        ),
        migrations.RemoveField(
            model_name="participant",
            name="read_at",
        ),
        migrations.RemoveField(
            model_name="participant",
            name="read_id",
        ),
        migrations.AddField(
            model_name="comment",
            name="contested_count",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Least("for_count", "against_count"),
                output_field=models.IntegerField(),
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="latest_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="comment",
            name="official_count",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="consultationtally",
            name="threads",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="consultationtally",
            name="version",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="moderationdecision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("publish", "publish"),
                    ("reject", "reject"),
                    ("hide", "hide"),
                    ("restore", "restore"),
                    ("keep", "keep, reports dismissed"),
                    ("withdraw", "withdrawn by its author"),
                    ("return", "withdrawal taken back by its author"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="consultationtally",
            constraint=models.CheckConstraint(
                condition=models.Q(("shard__gte", 0), ("shard__lt", 32)), name="tally_shard_known"
            ),
        ),
        migrations.RunSQL(FILL, FOLD),
        migrations.RunSQL(TOUCH, "DROP FUNCTION rembuk_touch_consultations(bigint[])"),
        roots("all_time", "consultation", "published_at", "id"),
        roots("all_support", "consultation", "-support_count", "-id"),
        roots("all_replies", "consultation", "-descendant_count", "-id"),
        roots("all_contest", "consultation", "-contested_count", "-id"),
        roots("question_time", "question", "published_at", "id", question__isnull=False),
        roots("question_support", "question", "-support_count", "-id", question__isnull=False),
        roots("question_replies", "question", "-descendant_count", "-id", question__isnull=False),
        roots("question_contest", "question", "-contested_count", "-id", question__isnull=False),
        roots("stance_time", "consultation", "stance", "published_at", "id", stance=True),
        roots("stance_support", "consultation", "stance", "-support_count", "-id", stance=True),
        roots("stance_replies", "consultation", "stance", "-descendant_count", "-id", stance=True),
        roots("stance_contest", "consultation", "stance", "-contested_count", "-id", stance=True),
        roots("official_time", "consultation", "published_at", "id", official_count__gt=0),
        roots("official_support", "consultation", "-support_count", "-id", official_count__gt=0),
        roots("official_replies", "consultation", "-descendant_count", "-id", official_count__gt=0),
        roots("official_contest", "consultation", "-contested_count", "-id", official_count__gt=0),
        roots("by_latest", "consultation", "latest_at", "id"),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["consultation", "published_at", "id"],
                name="comment_published",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["thread_id", "published_at"],
                name="comment_thread_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("against_count__gte", 0),
                    ("descendant_count__gte", 0),
                    ("for_count__gte", 0),
                    ("official_count__gte", 0),
                    ("reply_count__gte", 0),
                    ("support_count__gte", 0),
                ),
                name="comment_counters_not_negative",
            ),
        ),
    ]
