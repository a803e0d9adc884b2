"""Questions in advance. One stands under a part of the same forum's programme."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_arrivals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AudienceQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=400, verbose_name='question')),
                ('support_count', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('form_key', models.UUIDField(unique=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('hidden_at', models.DateTimeField(null=True)),
                ('hidden_reason', models.CharField(blank=True, max_length=300)),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='events.event')),
                ('hidden_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='events.agendaitem', verbose_name='part')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='events.registration')),
            ],
            options={
                'verbose_name': 'question in advance',
                'verbose_name_plural': 'questions in advance',
            },
        ),
        migrations.CreateModel(
            name='QuestionSupport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('question', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='supports', to='events.audiencequestion')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.registration')),
            ],
        ),
        migrations.AddIndex(
            model_name='audiencequestion',
            index=models.Index(condition=models.Q(('hidden_at', None)), fields=['event', 'item', '-support_count', 'id'], name='question_ranked'),
        ),
        migrations.AddConstraint(
            model_name='audiencequestion',
            constraint=models.UniqueConstraint(fields=('id', 'event'), name='audience_question_of_event'),
        ),
        migrations.AddConstraint(
            model_name='audiencequestion',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='audience_question_has_text'),
        ),
        migrations.AddConstraint(
            model_name='audiencequestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hidden_at', None), ('hidden_by', None), ('hidden_reason', '')), models.Q(('hidden_at__isnull', False), ('hidden_by__isnull', False), models.Q(('hidden_reason', ''), _negated=True)), _connector='OR'), name='audience_question_hidden_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='questionsupport',
            constraint=models.UniqueConstraint(fields=('question', 'registration'), name='question_support_once'),
        ),
        migrations.RunSQL(
            "ALTER TABLE events_audiencequestion ADD CONSTRAINT question_under_same_event "
            "FOREIGN KEY (item_id, event_id) REFERENCES events_agendaitem (id, event_id) NOT DEFERRABLE",
            "ALTER TABLE events_audiencequestion DROP CONSTRAINT question_under_same_event",
        ),
    ]
