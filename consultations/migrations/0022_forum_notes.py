"""What parts of a forum are about, and what is noted there. Links and notes stay with their own forum or consultation."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.roles import COMMUNICATIONS, grant, revoke

RUN_FORUM = ["consultations.run_forum"]


def _key(table, name, here, there, target):
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({here}) REFERENCES {target} ({there}) NOT DEFERRABLE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0021_kept_counts'),
        ('events', '0004_questions'),
        ('accounts', '0003_roles'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('auth', '0012_alter_user_first_name_max_length'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_links', to='consultations.consultation', verbose_name='consultation')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_links', to='events.agendaitem', verbose_name='part')),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_links', to='consultations.question', verbose_name='question')),
            ],
            options={
                'ordering': ['item', 'id'],
                'permissions': [('run_forum', 'Can link forums to consultations and lead their minutes')],
                'constraints': [models.UniqueConstraint(fields=('item', 'consultation', 'question'), name='agenda_link_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='ForumNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('contribution', 'Contribution'), ('decision', 'Decision'), ('remark', 'Remark for the minutes')], max_length=12)),
                ('text', models.TextField(blank=True)),
                ('speaker', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('consent', models.BooleanField(default=False)),
                ('language', models.CharField(default='id', max_length=2)),
                ('said_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('form_key', models.UUIDField(unique=True)),
                ('minuted_at', models.DateTimeField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('comment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='forum_note', to='consultations.comment')),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='events.event')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='events.agendaitem', verbose_name='part')),
                ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'note of a forum',
                'verbose_name_plural': 'notes of forums',
                'indexes': [models.Index(fields=['event', 'item', 'said_at', 'id'], name='forum_note_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['contribution', 'decision', 'remark'])), name='forum_note_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('comment__isnull', False), ('kind', 'contribution'), ('text', '')), models.Q(('comment', None), models.Q(('text', ''), _negated=True)), _connector='OR'), name='forum_note_words_in_one_place'), models.CheckConstraint(condition=models.Q(('consent', True), ('speaker', ''), _connector='OR'), name='forum_note_names_with_consent'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('comment', None), ('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='forum_note_comments_are_not_taken_back')],
            },
        ),
        migrations.CreateModel(
            name='NoteDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fields', models.JSONField()),
                ('form_key', models.UUIDField()),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='note_drafts', to='events.event')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'user'), name='note_draft_once')],
            },
        ),
        _key(
            "consultations_agendalink",
            "agenda_link_question_of_consultation",
            "question_id, consultation_id",
            "id, consultation_id",
            "consultations_question",
        ),
        _key(
            "consultations_forumnote",
            "forum_note_under_same_event",
            "item_id, event_id",
            "id, event_id",
            "events_agendaitem",
        ),
        migrations.RunPython(
            lambda apps, editor: grant(apps, COMMUNICATIONS, RUN_FORUM),
            lambda apps, editor: revoke(apps, COMMUNICATIONS, RUN_FORUM),
        ),
    ]
