"""Counts changes of commitments, so that the board's figures can be kept until one changes, and indexes what the board filters by."""

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
        migrations.RunSQL(TOUCH, DO_NOT_TOUCH),
    ]
