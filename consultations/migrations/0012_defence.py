"""The defence: why a text is held, how much each sender has used of a limit, what a text is recognised by.

What was stored before is recognised after `manage.py sketch_texts`, which may run while people write.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

ALIKE = """
-- Which texts share the most of these keys. Each key is read for its first few texts only, so that it costs the same
-- at any size; never by a plan that reads all rows, of the table or in the order of its key, as LIMIT would invite.
CREATE FUNCTION rembuk_alike(wanted bigint[], each integer, most integer)
RETURNS TABLE (version_id bigint, shared bigint) LANGUAGE plpgsql STABLE ROWS 20
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
BEGIN
    RETURN QUERY
    SELECT hit.id, count(*)
      FROM unnest(wanted) AS k(key)
     CROSS JOIN LATERAL (SELECT s.version_id AS id FROM consultations_textsketch s
                          WHERE s.keys @> ARRAY[k.key] LIMIT each) hit
     GROUP BY hit.id ORDER BY count(*) DESC, hit.id DESC LIMIT most;
END $$;

CREATE FUNCTION rembuk_forget_sketch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM consultations_textsketch WHERE version_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER commentversion_forget_sketch AFTER UPDATE OF text ON consultations_commentversion
   FOR EACH ROW WHEN (NEW.text <> OLD.text) EXECUTE FUNCTION rembuk_forget_sketch();
"""

NOT_ALIKE = """
DROP TRIGGER commentversion_forget_sketch ON consultations_commentversion;
DROP FUNCTION rembuk_forget_sketch();
DROP FUNCTION rembuk_alike(bigint[], integer, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("consultations", "0011_guests")]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("subject", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("full_at", models.DateTimeField()),
                ("window", models.DurationField()),
            ],
        ),
        migrations.CreateModel(
            name="TextSketch",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sketch",
                        serialize=False,
                        to="consultations.commentversion",
                    ),
                ),
                ("shingles", models.SmallIntegerField()),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["keys"], name="text_sketch_keys"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="held_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not held"),
                    ("trap", "a field was filled that only programs see"),
                    ("haste", "sent faster than anybody can write"),
                    ("repeated", "much like a text that is here already"),
                    ("links", "a link, from a new account"),
                    ("network", "very many texts from one network"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("status", "pending"), models.Q(("held_for", ""), _negated=True)),
                fields=["consultation", "received_at", "id"],
                name="comment_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_for__in", ["", "trap", "haste", "repeated", "links", "network"])),
                name="comment_held_for_known",
            ),
        ),
        migrations.RunSQL(ALIKE, NOT_ALIKE),
    ]
