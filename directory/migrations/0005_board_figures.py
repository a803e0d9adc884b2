"""Keeps the public board's figures until a commitment changes, and indexes what the board filters by."""

import django.db.models.deletion
from django.db import migrations, models

# Whatever a statement does to commitments, it makes what was counted before it old.
TOUCH = """
CREATE FUNCTION rembuk_touch_board() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO directory_boardmark AS m (shard, version) VALUES (rembuk_slot(), 1)
        ON CONFLICT (shard) DO UPDATE SET version = m.version + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER board_touched AFTER INSERT OR UPDATE OR DELETE ON directory_commitment
    FOR EACH STATEMENT EXECUTE FUNCTION rembuk_touch_board();
"""
DO_NOT_TOUCH = """
DROP TRIGGER board_touched ON directory_commitment;
DROP FUNCTION rembuk_touch_board();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('forum_site', '0005_sitemark'),
        ('directory', '0004_board'),
    ]

    operations = [
        migrations.CreateModel(
            name='BoardFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField()),
                ('day', models.DateField()),
                ('on_course', models.IntegerField()),
                ('late', models.IntegerField()),
                ('kept_in_time', models.IntegerField()),
                ('kept_later', models.IntegerField()),
                ('dropped', models.IntegerField()),
                ('median_slip', models.IntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='BoardMark',
            fields=[
                ('shard', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('version', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('published_at__isnull', False), ('status__in', ['planned', 'in_progress'])), fields=['due_on', 'id'], name='commitment_open'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('published_at__isnull', False), ('status__in', ['planned', 'in_progress'])), fields=['agency', 'due_on', 'id'], name='commitment_open_agency'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['status', 'due_on', 'id'], name='commitment_state'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['agency', 'status', 'due_on', 'id'], name='commitment_state_agency'),
        ),
        migrations.AddField(
            model_name='boardfigures',
            name='agency',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.agency'),
        ),
        migrations.AddConstraint(
            model_name='boardfigures',
            constraint=models.UniqueConstraint(fields=('agency',), name='board_figures_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='boardfigures',
            constraint=models.CheckConstraint(condition=models.Q(('dropped__gte', 0), ('kept_in_time__gte', 0), ('kept_later__gte', 0), ('late__gte', 0), ('on_course__gte', 0)), name='board_figures_not_negative'),
        ),
        migrations.RunSQL(TOUCH, DO_NOT_TOUCH),
    ]
