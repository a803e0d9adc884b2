"""Measures against accounts, append-only like decisions, and objections that somebody else judges."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


# (table, constraint, columns, target columns): what ends a measure ends one of the same account, and an objection
# repeats who took the measure, so that its CHECK can hold the judge apart from them.
COMPOSITE_KEYS = [
    ("measure", "measure_lifts_own", "lifts_id, account_id", "id, account_id"),
    ("measureappeal", "measureappeal_repeats_decider", "measure_id, decided_by_id", "id, actor_id"),
]


TALLY = """
CREATE FUNCTION rembuk_tally_measures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultations_measuretally AS t (what, count)
    SELECT r.kind, count(*) FROM new_rows r GROUP BY 1 ORDER BY 1
        ON CONFLICT (what) DO UPDATE SET count = t.count + excluded.count;
    RETURN NULL;
END $$;
CREATE TRIGGER measure_tally AFTER INSERT ON consultations_measure
 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rembuk_tally_measures();

CREATE FUNCTION rembuk_tally_measure_appeal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.outcome = OLD.outcome THEN
        RETURN NULL;
    END IF;
    INSERT INTO consultations_measuretally AS t (what, count)
    SELECT w.what, 1 FROM (SELECT 'appeal' AS what WHERE TG_OP = 'INSERT'
                            UNION ALL SELECT NEW.outcome WHERE NEW.outcome <> '') w ORDER BY w.what
        ON CONFLICT (what) DO UPDATE SET count = t.count + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER measureappeal_tally AFTER INSERT OR UPDATE OF outcome ON consultations_measureappeal
   FOR EACH ROW EXECUTE FUNCTION rembuk_tally_measure_appeal();
"""

DROP_TALLY = """
DROP TRIGGER measureappeal_tally ON consultations_measureappeal;
DROP TRIGGER measure_tally ON consultations_measure;
DROP FUNCTION rembuk_tally_measure_appeal();
DROP FUNCTION rembuk_tally_measures();
"""


def composite_key(table, name, columns, target_columns):
    return migrations.RunSQL(
        f"ALTER TABLE consultations_{table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES consultations_measure ({target_columns}) NOT DEFERRABLE",
        f"ALTER TABLE consultations_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0008_second_thoughts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('note', 'note'), ('warn', 'warning'), ('pause', 'pause'), ('close', 'closed to comments'), ('lift', 'lifted')], max_length=5)),
                ('reason', models.TextField()),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField(null=True)),
                ('form_key', models.UUIDField(null=True, unique=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to=settings.AUTH_USER_MODEL)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('comment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.comment')),
                ('lifts', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lifted_by', to='consultations.measure')),
                ('rule_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.ruleversion')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='MeasureTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=8, unique=True)),
                ('count', models.IntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('count__gte', 0)), name='measure_tally_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='MeasureAppeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(blank=True, choices=[('restored', 'restored'), ('upheld', 'upheld')], max_length=8)),
                ('reason', models.TextField(blank=True)),
                ('judged_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('judge', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='consultations.measure')),
            ],
            options={
                'ordering': ['created_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(condition=models.Q(('kind', 'lift'), _negated=True), fields=['at', 'id'], name='measure_log'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['note', 'warn', 'pause', 'close', 'lift'])), name='measure_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'lift'), ('rule_version__isnull', False), _connector='OR'), name='measure_has_rule'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='measure_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'pause'), ('until__gt', models.F('at')), ('until__isnull', False)), models.Q(models.Q(('kind', 'pause'), _negated=True), ('until', None)), _connector='OR'), name='measure_pause_has_end'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'lift'), ('lifts__isnull', False)), models.Q(models.Q(('kind', 'lift'), _negated=True), ('lifts', None)), _connector='OR'), name='measure_lift_has_target'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('account', models.F('actor')), _negated=True), name='measure_not_of_oneself'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.UniqueConstraint(fields=('id', 'actor'), name='measure_of_actor'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.UniqueConstraint(fields=('id', 'account'), name='measure_of_account'),
        ),
        migrations.AddIndex(
            model_name='measureappeal',
            index=models.Index(condition=models.Q(('outcome', '')), fields=['created_at', 'id'], name='measureappeal_open'),
        ),
        migrations.AddConstraint(
            model_name='measureappeal',
            constraint=models.CheckConstraint(condition=models.Q(('judge', None), models.Q(('judge', models.F('decided_by')), _negated=True), _connector='OR'), name='measureappeal_judged_by_another'),
        ),
        migrations.AddConstraint(
            model_name='measureappeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('judge', None), ('judged_at', None), ('outcome', '')), models.Q(('judge__isnull', False), ('judged_at__isnull', False), ('outcome__in', ['restored', 'upheld']), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='measureappeal_judged_whole'),
        ),
        *(composite_key(*key) for key in COMPOSITE_KEYS),
        migrations.RunSQL(
            "CREATE TRIGGER measure_append_only BEFORE UPDATE OR DELETE ON consultations_measure "
            "FOR EACH ROW EXECUTE FUNCTION rembuk_refuse_change()",
            "DROP TRIGGER measure_append_only ON consultations_measure",
        ),
        migrations.RunSQL(TALLY, DROP_TALLY),
    ]
