"""The desk: who works on what, saved replies, the time within which moderators decide, an index for authors' records."""

from importlib import import_module

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import forum_site.bilingual
from django.conf import settings
from django.db import migrations, models

freshness = import_module("consultations.migrations.0006_freshness")


def of_consultation(more: str = "") -> migrations.RunSQL:
    """Return what lets changes of a consultation's row count, with more of its columns."""
    table = "consultations_consultation"
    key, shown, visible, owner = freshness.OF_CONSULTATIONS[table]
    return freshness.trigger(table, key, shown + more, visible, owner)


before, after = of_consultation(), of_consultation(" decide_within")


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0009_conduct'),
        ('directory', '0003_commitment_form_key'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SavedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='Only moderators see it: by this they find the reply.', max_length=80, verbose_name='title')),
                ('text', models.TextField(help_text='What must be filled in each time, write in square brackets with dots: […].', max_length=2000, verbose_name='text')),
                ('text_en', models.TextField(blank=True, max_length=2000, verbose_name='text in English')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('archived_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['title', 'id'],
            },
            bases=(forum_site.bilingual.Bilingual, models.Model),
        ),
        migrations.AddField(
            model_name='consultation',
            name='decide_within',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='consultationpage',
            name='decide_within',
            field=models.PositiveSmallIntegerField(default=1, help_text='Working days that a comment, a report or an objection waits at most; published. Saturdays, Sundays and public holidays do not count.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)], verbose_name='moderators decide within'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='participant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='consultations.participant'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['participant', 'status', 'id'], name='comment_by_participant'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('decide_within__gte', 1), ('decide_within__lte', 30)), name='consultation_decides_within_days'),
        ),
        migrations.AddField(
            model_name='claim',
            name='comment',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='claim', to='consultations.comment'),
        ),
        migrations.AddField(
            model_name='claim',
            name='objection',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='claim', to='consultations.measureappeal'),
        ),
        migrations.AddField(
            model_name='claim',
            name='moderator',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='claims', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedreply',
            name='created_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedreply',
            name='rule',
            field=models.ForeignKey(blank=True, help_text='Chosen together with the reply.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.rule', verbose_name='rule'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['moderator', 'until'], name='claim_of_moderator'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('comment__isnull', True), ('objection__isnull', False)), models.Q(('comment__isnull', False), ('objection__isnull', True)), _connector='OR'), name='claim_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='savedreply',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('title'), condition=models.Q(('archived_at', None)), name='saved_reply_once', violation_error_message='There is a saved reply with this title already.'),
        ),
        migrations.AddConstraint(
            model_name='savedreply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='saved_reply_says_something'),
        ),
        # The promised time stands on cached pages.
        migrations.RunSQL([*before.reverse_sql, *after.sql], [*after.reverse_sql, *before.sql]),
    ]
