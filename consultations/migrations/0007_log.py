"""The public log: what its rows and figures need, kept by triggers, so that an import counts like a verb."""

import django.db.models.deletion
from django.db import migrations, models


DECISION_TRIGGERS = """
-- A session keeps its plan, which may have been made while the tables were empty: never one that reads them whole.
CREATE FUNCTION rembuk_complete_decision() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    NEW.author_kind := (SELECT p.kind FROM consultations_comment c
                          JOIN consultations_participant p ON p.id = c.participant_id WHERE c.id = NEW.comment_id);
    NEW.rule_id := (SELECT v.rule_id FROM consultations_ruleversion v WHERE v.id = NEW.rule_version_id);
    RETURN NEW;
END $$;
CREATE TRIGGER moderationdecision_complete BEFORE INSERT ON consultations_moderationdecision
   FOR EACH ROW EXECUTE FUNCTION rembuk_complete_decision();

CREATE FUNCTION rembuk_month(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS
$$ SELECT date_trunc('month', at AT TIME ZONE 'Asia/Jakarta')::date $$;

CREATE FUNCTION rembuk_waited(since timestamptz, at timestamptz) RETURNS smallint LANGUAGE sql IMMUTABLE AS
$$ SELECT floor(4 * log(2, greatest(extract(epoch FROM at - since), 1)::numeric))::smallint $$;

CREATE FUNCTION rembuk_tally_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultations_decisiontally AS t (consultation_id, month, what, rule_id, waited, count)
    SELECT r.consultation_id, rembuk_month(r.at), r.kind, r.rule_id, rembuk_waited(r.waiting_since, r.at), count(*)
      FROM new_rows r WHERE r.kind NOT IN ('withdraw', 'return')
     GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (consultation_id, month, what, rule_id, waited) DO UPDATE SET count = t.count + excluded.count;
    RETURN NULL;
END $$;
CREATE TRIGGER moderationdecision_tally AFTER INSERT ON consultations_moderationdecision
 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rembuk_tally_decisions();

CREATE FUNCTION rembuk_tally_appeal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.outcome = OLD.outcome THEN
        RETURN NULL;
    END IF;
    INSERT INTO consultations_decisiontally AS t (consultation_id, month, what, rule_id, waited, count)
    SELECT c.consultation_id, rembuk_month(w.at), w.what, NULL, NULL, 1
      FROM consultations_comment c,
           (SELECT NEW.created_at AS at, 'appeal' AS what WHERE TG_OP = 'INSERT'
             UNION ALL SELECT NEW.judged_at, NEW.outcome WHERE NEW.outcome <> '') w
     WHERE c.id = NEW.comment_id ORDER BY w.what
        ON CONFLICT (consultation_id, month, what, rule_id, waited) DO UPDATE SET count = t.count + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER appeal_tally AFTER INSERT OR UPDATE OF outcome ON consultations_appeal
   FOR EACH ROW EXECUTE FUNCTION rembuk_tally_appeal();
"""

DROP_TRIGGERS = """
DROP TRIGGER appeal_tally ON consultations_appeal;
DROP TRIGGER moderationdecision_tally ON consultations_moderationdecision;
DROP TRIGGER moderationdecision_complete ON consultations_moderationdecision;
DROP FUNCTION rembuk_tally_appeal();
DROP FUNCTION rembuk_tally_decisions();
DROP FUNCTION rembuk_complete_decision();
DROP FUNCTION rembuk_waited(timestamptz, timestamptz);
DROP FUNCTION rembuk_month(timestamptz);
"""

# What a site decided before has no time of waiting on record; all else follows from the rows. The guard against
# changes rests meanwhile: the copies are no change of a decision.
FILL = """
ALTER TABLE consultations_moderationdecision DISABLE TRIGGER USER;
UPDATE consultations_moderationdecision d
   SET author_kind = p.kind,
       rule_id = (SELECT v.rule_id FROM consultations_ruleversion v WHERE v.id = d.rule_version_id)
  FROM consultations_comment c JOIN consultations_participant p ON p.id = c.participant_id
 WHERE c.id = d.comment_id;
ALTER TABLE consultations_moderationdecision ENABLE TRIGGER USER;
INSERT INTO consultations_decisiontally (consultation_id, month, what, rule_id, waited, count)
SELECT consultation_id, date_trunc('month', at AT TIME ZONE 'Asia/Jakarta')::date, kind, rule_id, NULL, count(*)
  FROM consultations_moderationdecision WHERE kind NOT IN ('withdraw', 'return') GROUP BY 1, 2, 3, 4;
INSERT INTO consultations_decisiontally (consultation_id, month, what, count)
SELECT c.consultation_id, date_trunc('month', w.at AT TIME ZONE 'Asia/Jakarta')::date, w.what, count(*)
  FROM consultations_appeal a JOIN consultations_comment c ON c.id = a.comment_id
 CROSS JOIN LATERAL (SELECT a.created_at AS at, 'appeal' AS what
                      UNION ALL SELECT a.judged_at, a.outcome WHERE a.outcome <> '') w
 GROUP BY 1, 2, 3;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0006_freshness'),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('what', models.CharField(max_length=8)),
                ('waited', models.SmallIntegerField(null=True)),
                ('count', models.IntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='author_kind',
            field=models.CharField(choices=[('resident', 'Resident'), ('official', 'Official'), ('guest', 'Guest')], default='', editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='rule',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.rule'),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='waiting_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='decisiontally',
            name='consultation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.consultation'),
        ),
        migrations.AddField(
            model_name='decisiontally',
            name='rule',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.rule'),
        ),
        migrations.AddConstraint(
            model_name='decisiontally',
            constraint=models.UniqueConstraint(fields=('consultation', 'month', 'what', 'rule', 'waited'), name='decision_tally_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='decisiontally',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 0)), name='decision_tally_not_negative'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='moderationdecision',
            index=models.Index(condition=models.Q(('kind__in', ('withdraw', 'return')), _negated=True), fields=['at', 'id'], name='log_all'),
        ),
        migrations.AddIndex(
            model_name='moderationdecision',
            index=models.Index(condition=models.Q(('kind__in', ('withdraw', 'return')), _negated=True), fields=['kind', 'at', 'id'], name='log_kind'),
        ),
        migrations.AddIndex(
            model_name='moderationdecision',
            index=models.Index(condition=models.Q(models.Q(('kind__in', ('withdraw', 'return')), _negated=True), ('rule__isnull', False)), fields=['rule', 'at', 'id'], name='log_rule'),
        ),
        migrations.AddIndex(
            model_name='moderationdecision',
            index=models.Index(condition=models.Q(('kind__in', ('withdraw', 'return')), _negated=True), fields=['author_kind', 'at', 'id'], name='log_author'),
        ),
        migrations.AddIndex(
            model_name='moderationdecision',
            index=models.Index(condition=models.Q(('kind__in', ('withdraw', 'return')), _negated=True), fields=['consultation', 'kind', 'at', 'id'], name='log_own_kind'),
        ),
        migrations.AddIndex(
            model_name='moderationdecision',
            index=models.Index(condition=models.Q(models.Q(('kind__in', ('withdraw', 'return')), _negated=True), ('rule__isnull', False)), fields=['consultation', 'rule', 'at', 'id'], name='log_own_rule'),
        ),
        migrations.AddIndex(
            model_name='moderationdecision',
            index=models.Index(condition=models.Q(('kind__in', ('withdraw', 'return')), _negated=True), fields=['consultation', 'author_kind', 'at', 'id'], name='log_own_author'),
        ),
        migrations.RunSQL(
            "ALTER TABLE consultations_ruleversion ADD CONSTRAINT rule_version_of_rule UNIQUE (id, rule_id)",
            "ALTER TABLE consultations_ruleversion DROP CONSTRAINT rule_version_of_rule",
        ),
        migrations.RunSQL(
            "ALTER TABLE consultations_moderationdecision ADD CONSTRAINT decision_rule_of_version "
            "FOREIGN KEY (rule_version_id, rule_id) REFERENCES consultations_ruleversion (id, rule_id) NOT DEFERRABLE",
            "ALTER TABLE consultations_moderationdecision DROP CONSTRAINT decision_rule_of_version",
        ),
        migrations.RunSQL(DECISION_TRIGGERS, DROP_TRIGGERS),
    ]
