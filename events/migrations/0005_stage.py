"""What is on now at a forum: a part of the same forum's programme."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0004_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='stage', serialize=False, to='events.event')),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.agendaitem', verbose_name='part')),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE events_stage ADD CONSTRAINT stage_shows_same_event "
            "FOREIGN KEY (item_id, event_id) REFERENCES events_agendaitem (id, event_id) NOT DEFERRABLE",
            "ALTER TABLE events_stage DROP CONSTRAINT stage_shows_same_event",
        ),
    ]
