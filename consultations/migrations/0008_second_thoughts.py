"""Masking, moving and taking back: what their rows need, and what the database holds of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def composite_key(table, name, columns, target, target_columns):
    table, target = f"consultations_{table}", f"consultations_{target}"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {target} ({target_columns}) NOT DEFERRABLE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


COMPOSITE_KEYS = [
    ("moderationdecision", "decision_undoes_same_comment", "undoes_id, comment_id", "moderationdecision", "id, comment_id"),
    ("moderationdecision", "decision_replaced_own", "replaced_id, comment_id", "commentversion", "id, comment_id"),
    (
        "moderationdecision",
        "decision_from_same_consultation",
        "from_question_id, consultation_id",
        "question",
        "id, consultation_id",
    ),
    (
        "moderationdecision",
        "decision_to_same_consultation",
        "to_question_id, consultation_id",
        "question",
        "id, consultation_id",
    ),
    ("masking", "masking_of_decision", "decision_id, comment_id", "moderationdecision", "id, comment_id"),
    ("originaltext", "original_of_version", "version_id, comment_id", "commentversion", "id, comment_id"),
]

# A text may be masked, and a mask taken off again: then it stands exactly as it was kept.
GUARD_VERSION = """
CREATE OR REPLACE FUNCTION rembuk_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a comment''s version is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.comment_id, OLD.number, OLD.created_at, OLD.author_id, OLD.form_key)
       IS DISTINCT FROM (NEW.id, NEW.comment_id, NEW.number, NEW.created_at, NEW.author_id, NEW.form_key)
       OR NEW.masked_at IS NULL
      AND NOT EXISTS (SELECT FROM consultations_originaltext o
                       WHERE o.version_id = NEW.id AND o.masked_at IS NULL AND o.text = NEW.text) THEN
        RAISE EXCEPTION 'a comment''s version can only be masked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
GUARD_VERSION_BEFORE = """
CREATE OR REPLACE FUNCTION rembuk_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a comment''s version is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.comment_id, OLD.number, OLD.created_at, OLD.author_id, OLD.form_key)
       IS DISTINCT FROM (NEW.id, NEW.comment_id, NEW.number, NEW.created_at, NEW.author_id, NEW.form_key)
       OR NEW.masked_at IS NULL THEN
        RAISE EXCEPTION 'a comment''s version can only be masked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# Passages are personal data: when their owner is forgotten they are emptied, and nothing else of the row changes.
GUARD_MASKING = """
CREATE FUNCTION rembuk_guard_masking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.passages <> '[]'
       OR (OLD.id, OLD.decision_id, OLD.comment_id) IS DISTINCT FROM (NEW.id, NEW.decision_id, NEW.comment_id) THEN
        RAISE EXCEPTION 'a masking can only be emptied' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER masking_guard BEFORE UPDATE OR DELETE ON consultations_masking
   FOR EACH ROW EXECUTE FUNCTION rembuk_guard_masking();
"""
DROP_GUARD_MASKING = """
DROP TRIGGER masking_guard ON consultations_masking;
DROP FUNCTION rembuk_guard_masking();
"""

# What was taken back counts in no figure; the log shows both.
TALLY = """
CREATE OR REPLACE FUNCTION rembuk_tally_decisions() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO consultations_decisiontally AS t (consultation_id, month, what, rule_id, waited, count)
    SELECT r.consultation_id, rembuk_month(r.at), r.kind, r.rule_id, rembuk_waited(r.waiting_since, r.at), count(*)
      FROM new_rows r WHERE r.kind NOT IN ('withdraw', 'return', 'undo')
     GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (consultation_id, month, what, rule_id, waited) DO UPDATE SET count = t.count + excluded.count;
    UPDATE consultations_decisiontally t SET count = t.count - u.number
      FROM (SELECT d.consultation_id, rembuk_month(d.at) AS month, d.kind, d.rule_id,
                   rembuk_waited(d.waiting_since, d.at) AS waited, count(*) AS number
              FROM new_rows r JOIN consultations_moderationdecision d ON d.id = r.undoes_id
             WHERE r.kind = 'undo' GROUP BY 1, 2, 3, 4, 5) u
     WHERE t.consultation_id = u.consultation_id AND t.month = u.month AND t.what = u.kind
       AND t.rule_id IS NOT DISTINCT FROM u.rule_id AND t.waited IS NOT DISTINCT FROM u.waited;
    RETURN NULL;
END $$;
"""
TALLY_BEFORE = """
CREATE OR REPLACE FUNCTION rembuk_tally_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultations_decisiontally AS t (consultation_id, month, what, rule_id, waited, count)
    SELECT r.consultation_id, rembuk_month(r.at), r.kind, r.rule_id, rembuk_waited(r.waiting_since, r.at), count(*)
      FROM new_rows r WHERE r.kind NOT IN ('withdraw', 'return')
     GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (consultation_id, month, what, rule_id, waited) DO UPDATE SET count = t.count + excluded.count;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0007_log'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Masking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('passages', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='OriginalText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('masked_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='moderationdecision',
            name='removal_has_rule_and_reason',
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='from_question',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.question'),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='replaced',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.commentversion'),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='to_question',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.question'),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='undoes',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='consultations.moderationdecision'),
        ),
        migrations.AlterField(
            model_name='moderationdecision',
            name='kind',
            field=models.CharField(choices=[('publish', 'publish'), ('reject', 'reject'), ('hide', 'hide'), ('restore', 'restore'), ('keep', 'keep, reports dismissed'), ('redact', 'personal data masked'), ('move', 'moved to another question'), ('undo', 'decision taken back'), ('withdraw', 'withdrawn by its author'), ('return', 'withdrawal taken back by its author')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='moderationdecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['reject', 'hide', 'redact']), _negated=True), models.Q(('rule_version__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='removal_has_rule_and_reason'),
        ),
        migrations.AddConstraint(
            model_name='moderationdecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'undo'), ('undoes__isnull', False)), ('kind', 'restore'), models.Q(models.Q(('kind', 'undo'), _negated=True), ('undoes', None)), _connector='OR'), name='decision_undoes_another'),
        ),
        migrations.AddConstraint(
            model_name='moderationdecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_status', models.F('to_status')), ('kind', 'publish')), ('replaced', None), _connector='OR'), name='decision_replaces_by_edit'),
        ),
        migrations.AddConstraint(
            model_name='moderationdecision',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['move', 'undo']), models.Q(('from_question', None), ('to_question', None)), _connector='OR'), name='decision_moves_between_questions'),
        ),
        migrations.AddIndex(
            model_name='moderationdecision',
            index=models.Index(fields=['actor', '-id'], name='decision_latest_of_actor'),
        ),
        migrations.AddConstraint(
            model_name='moderationdecision',
            constraint=models.UniqueConstraint(fields=('id', 'comment'), name='decision_of_comment'),
        ),
        migrations.AddField(
            model_name='masking',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='maskings', to='consultations.comment'),
        ),
        migrations.AddField(
            model_name='masking',
            name='decision',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='masking', to='consultations.moderationdecision'),
        ),
        migrations.AddField(
            model_name='originaltext',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='originals', to='consultations.comment'),
        ),
        migrations.AddField(
            model_name='originaltext',
            name='version',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='original', to='consultations.commentversion'),
        ),
        *(composite_key(*key) for key in COMPOSITE_KEYS),
        migrations.RunSQL(GUARD_VERSION, GUARD_VERSION_BEFORE),
        migrations.RunSQL(TALLY, TALLY_BEFORE),
        migrations.RunSQL(GUARD_MASKING, DROP_GUARD_MASKING),
    ]
