"""The public board of commitments: the day promised first, the day of keeping, evidence in pieces, followers, news."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FILL = """
UPDATE directory_commitment c SET
    first_due_on = coalesce(
        (SELECT due_after FROM directory_commitmentchange WHERE commitment_id = c.id ORDER BY at, id LIMIT 1), due_on),
    kept_on = CASE WHEN status = 'kept' THEN coalesce(
        (SELECT (max(at) AT TIME ZONE 'Asia/Jakarta')::date FROM directory_commitmentchange
          WHERE commitment_id = c.id AND status_after = 'kept' AND status_before <> 'kept'),
        (created_at AT TIME ZONE 'Asia/Jakarta')::date) END,
    -- What was kept had words or a link: the link alone becomes the words.
    evidence = CASE WHEN status = 'kept' AND evidence = '' THEN evidence_url ELSE evidence END
"""

# The first day promised is set once, whoever writes.
FIRST_DAY = """
CREATE FUNCTION rembuk_first_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.first_due_on := coalesce(NEW.first_due_on, NEW.due_on);
    ELSIF NEW.first_due_on IS DISTINCT FROM OLD.first_due_on THEN
        RAISE EXCEPTION 'the day promised first stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commitment_first_day BEFORE INSERT OR UPDATE ON directory_commitment
    FOR EACH ROW EXECUTE FUNCTION rembuk_first_day();
"""
NO_FIRST_DAY = """
DROP TRIGGER commitment_first_day ON directory_commitment;
DROP FUNCTION rembuk_first_day();
"""

# Evidence is taken back for a reason; it is not removed, and what it showed is not changed.
LASTING = """
CREATE FUNCTION rembuk_lasting_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND
       (NEW.commitment_id, NEW.kind, NEW.caption, NEW.url, NEW.document_id, NEW.picture_id, NEW.added_by_id,
        NEW.added_at) IS NOT DISTINCT FROM
       (OLD.commitment_id, OLD.kind, OLD.caption, OLD.url, OLD.document_id, OLD.picture_id, OLD.added_by_id,
        OLD.added_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'evidence is only taken back: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER evidence_lasting BEFORE UPDATE OR DELETE ON directory_evidence
    FOR EACH ROW EXECUTE FUNCTION rembuk_lasting_evidence();
"""
NOT_LASTING = """
DROP TRIGGER evidence_lasting ON directory_evidence;
DROP FUNCTION rembuk_lasting_evidence();
"""

LINKS = """
INSERT INTO directory_evidence (commitment_id, kind, caption, url, added_at, reason)
SELECT id, 'link', left(coalesce(nullif(evidence, ''), evidence_url), 200), evidence_url, created_at, ''
  FROM directory_commitment WHERE evidence_url <> '';
SET CONSTRAINTS ALL IMMEDIATE;
"""
BACK = """
UPDATE directory_commitment c SET evidence_url = e.url
  FROM (SELECT DISTINCT ON (commitment_id) commitment_id, url FROM directory_evidence
         WHERE kind = 'link' AND withdrawn_at IS NULL AND length(url) <= 200 ORDER BY commitment_id, id) e
 WHERE e.commitment_id = c.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_commitment_form_key"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("commitment", "first_due_on", models.DateField(editable=False, null=True)),
        migrations.AddField(
            "commitment",
            "kept_on",
            models.DateField(
                blank=True,
                null=True,
                verbose_name="done on",
                help_text="The day on which it was done; empty: today. Only for what is kept.",
            ),
        ),
        migrations.RemoveConstraint("commitment", "commitment_kept_has_evidence"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("commitment", "first_due_on", models.DateField(editable=False)),
        migrations.RunSQL(FIRST_DAY, NO_FIRST_DAY),
        migrations.AlterField(
            "commitment",
            "evidence",
            models.TextField(
                blank=True,
                verbose_name="evidence",
                help_text="What shows that it was done, or how far it is. "
                "Links, files and pictures are added below.",
            ),
        ),
        migrations.AddConstraint(
            "commitment",
            models.CheckConstraint(
                condition=models.Q(models.Q(("status", "kept"), _negated=True), models.Q(("evidence", ""), _negated=True), _connector="OR"),
                name="commitment_kept_has_evidence",
            ),
        ),
        migrations.AddConstraint(
            "commitment",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kept_on__isnull", False), ("status", "kept")),
                    models.Q(models.Q(("status", "kept"), _negated=True), ("kept_on__isnull", True)),
                    _connector="OR",
                ),
                name="commitment_kept_has_day",
            ),
        ),
        migrations.AddIndex(
            "commitment",
            models.Index(condition=models.Q(("published_at__isnull", False)), fields=["due_on", "id"], name="commitment_board"),
        ),
        migrations.AddIndex(
            "commitment",
            models.Index(
                condition=models.Q(("published_at__isnull", False)),
                fields=["agency", "due_on", "id"],
                name="commitment_board_agency",
            ),
        ),
        migrations.AddIndex("commitmentchange", models.Index(fields=["-at", "-id"], name="commitment_change_newest")),
        migrations.CreateModel(
            name="ChangeDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finished_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recipients", models.IntegerField()),
                ("change", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="delivery", to="directory.commitmentchange")),
            ],
        ),
        # What changed before this was told to nobody, and is no news any more.
        migrations.RunSQL(
            "INSERT INTO directory_changedelivery (change_id, finished_at, recipients) "
            "SELECT id, now(), 0 FROM directory_commitmentchange; SET CONSTRAINTS ALL IMMEDIATE;",
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name="CommitmentFollow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("commitment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="follows", to="directory.commitment")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="commitment_follows", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "commitment"), name="commitment_follow_once")],
            },
        ),
        migrations.CreateModel(
            name="DueNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("occasion", models.CharField(choices=[("before", "before its day"), ("late", "after its day")], max_length=6)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("commitment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="due_notices", to="directory.commitment")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("commitment", "due_on", "occasion"), name="commitment_reminded_once")],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("link", "link"), ("file", "file"), ("picture", "picture")], max_length=7)),
                ("caption", models.CharField(max_length=200, verbose_name="what it shows")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("form_key", models.UUIDField(null=True, unique=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("added_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("commitment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="pieces", to="directory.commitment")),
                ("document", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wagtaildocs.document")),
                ("picture", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wagtailimages.image")),
                ("withdrawn_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["added_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", None), ("kind", "link"), ("picture", None), models.Q(("url", ""), _negated=True)),
                            models.Q(("document__isnull", False), ("kind", "file"), ("picture", None), ("url", "")),
                            models.Q(("document", None), ("kind", "picture"), ("picture__isnull", False), ("url", "")),
                            _connector="OR",
                        ),
                        name="evidence_holds_its_kind",
                    ),
                    models.CheckConstraint(condition=models.Q(("caption", ""), _negated=True), name="evidence_says_what"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="evidence_taken_back_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(LINKS, BACK),
        migrations.RunSQL(LASTING, NOT_LASTING),
        migrations.RemoveField("commitment", "evidence_url"),
    ]
