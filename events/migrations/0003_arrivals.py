"""Who has come to a forum."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.roles import COMMUNICATIONS, grant, revoke

GRANTED = ["events.check_in"]


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_places'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='event',
            options={'permissions': [('manage_registration', 'Can see and change who comes to a forum'), ('check_in', 'Can check people in at a forum')], 'verbose_name': 'forum', 'verbose_name_plural': 'forums'},
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='number of people')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('form_key', models.UUIDField(unique=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='events.event')),
                ('registration', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='events.registration')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('undone_at', None)), fields=['event', '-at', '-id'], name='arrival_latest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('registration__isnull', False), ('undone_at', None)), fields=('registration',), name='arrival_once'), models.CheckConstraint(condition=models.Q(('people__gte', 1), ('people__lte', 20)), name='arrival_people_fit'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_by', None)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='arrival_undone_by_somebody')],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: grant(apps, COMMUNICATIONS, GRANTED),
            lambda apps, editor: revoke(apps, COMMUNICATIONS, GRANTED),
        ),
    ]
