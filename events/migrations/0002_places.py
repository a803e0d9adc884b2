"""What is announced becomes a row of its own, with places, changes and a programme that others can point at."""

import json
import uuid

import accounts.models
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import django.db.models.expressions
import django.utils.timezone
import forum_site.bilingual
import modelsearch.index
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

from accounts.roles import COMMUNICATIONS, grant, revoke

GRANTED = [
    "events.manage_registration",
    *(f"events.{verb}_{model}" for model in ("speaker", "topic") for verb in ("add", "change", "delete", "view")),
]
SYSTEM_EMAIL = "system@rembuk.invalid"
# The same id for the same item of all languages and revisions of a page.
_NAME = uuid.UUID("3f0c6a52-5a0f-4a0c-9a1e-0d5b7e1f2a64")


def _stream(lines, key) -> list[dict]:
    """Return an old programme as the raw value of a stream."""
    return [
        {
            "type": "item",
            "id": str(uuid.uuid5(_NAME, f"{key}:{place}")),
            "value": {
                "title": line["title"], "minutes": line["minutes"], "kind": line["kind"], "day": 1, "speakers": [],
                "others": line.get("speaker") or "", "links": [],
            },
        }
        for place, line in enumerate(lines)
    ]  # fmt: skip


def _revisions(apps, key):
    return apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="events", content_type__model="eventpage", content__has_key=key
    )


def announce(apps, schema_editor):
    """Turn inline programmes into streams, in revisions too, and give every announced page its row."""
    pages = apps.get_model("events", "EventPage").objects
    lines = apps.get_model("events", "AgendaLine").objects
    for page in pages.order_by("pk").iterator():
        rows = lines.filter(page=page).order_by("sort_order", "pk").values("title", "minutes", "kind", "speaker")
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE events_eventpage SET agenda = %s WHERE page_ptr_id = %s",
                [json.dumps(_stream(rows, page.translation_key)), page.pk],
            )
    for revision in _revisions(apps, "agenda_items").iterator():
        content = revision.content
        rows = sorted(content.pop("agenda_items"), key=lambda line: line.get("sort_order") or 0)
        content["agenda"] = json.dumps(_stream(rows, content["translation_key"]))
        revision.save(update_fields=["content"])
    for page in pages.filter(live=True, locale__language_code="id", alias_of=None).order_by("pk"):
        _announce(apps, page)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _announce(apps, page):
    event = apps.get_model("events", "Event").objects.create(
        key=page.translation_key,
        title=page.title,
        agency_id=page.agency_id,
        starts_at=page.starts_at,
        ends_at=page.ends_at,
        venue=page.venue,
        address=page.address,
        online_url=page.online_url,
        state="announced",
        changed_at=page.first_published_at or page.starts_at,
    )
    apps.get_model("events", "EventPage").objects.filter(translation_key=page.translation_key).update(event=event)
    for place, item in enumerate(_read(page)):
        apps.get_model("events", "AgendaItem").objects.create(
            event=event,
            key=item["id"],
            position=place + 1,
            **{name: item["value"][name] for name in ("day", "minutes", "kind", "title")},
        )
    apps.get_model("events", "EventChange").objects.create(
        event=event,
        kind="announced",
        actor=apps.get_model("accounts", "User").objects.get(email=SYSTEM_EMAIL),
        at=event.changed_at,
    )


def _read(page) -> list[dict]:
    lines = page.agenda_lines.order_by("sort_order", "pk").values("title", "minutes", "kind", "speaker")
    return _stream(lines, page.translation_key)


def take_back(apps, schema_editor):
    """Turn streams into inline programmes again."""
    lines = apps.get_model("events", "AgendaLine").objects
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT page_ptr_id, agenda FROM events_eventpage")
        for pk, raw in cursor.fetchall():
            items = json.loads(raw) if isinstance(raw, str) else raw or []
            for place, item in enumerate(items):
                value = item["value"]
                lines.create(
                    page_id=pk, sort_order=place, minutes=value["minutes"], kind=value["kind"], title=value["title"],
                    speaker=value.get("others") or "",
                )  # fmt: skip
    for revision in _revisions(apps, "agenda").iterator():
        content = revision.content
        content["agenda_items"] = [
            {"pk": None, "sort_order": place, "page": content["pk"], "speaker": item["value"].get("others") or ""}
            | {name: item["value"][name] for name in ("minutes", "kind", "title")}
            for place, item in enumerate(json.loads(content.pop("agenda") or "[]"))
        ]
        revision.save(update_fields=["content"])
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_district'),
        ('directory', '0005_board_figures'),
        ('wagtailcore', '0098_apitoken'),
        ('events', '0001_initial'),
        ('wagtailimages', '0027_image_description'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("agendaitem", "agenda_item_takes_time"),
        migrations.RenameModel("AgendaItem", "AgendaLine"),
        migrations.AlterField(
            "agendaline",
            "page",
            modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="agenda_lines", to="events.eventpage"
            ),
        ),
        migrations.RenameIndex("eventpage", new_name="event_page_by_end", old_name="event_by_end"),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='name in the address')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=80, verbose_name='name in English')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
                'ordering': ['name'],
            },
            bases=(forum_site.bilingual.Bilingual, models.Model),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='access_note',
            field=models.CharField(blank=True, max_length=240, verbose_name='more on access'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='accessible_toilet',
            field=models.BooleanField(default=False, verbose_name='accessible toilet'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='agenda',
            field=wagtail.fields.StreamField([('item', 11)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 160}), 1: ('wagtail.blocks.IntegerBlock', (), {'label': 'minutes', 'max_value': 1440, 'min_value': 1}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('opening', 'Opening'), ('talk', 'Presentation'), ('discussion', 'Discussion'), ('break', 'Break'), ('closing', 'Conclusion')], 'label': 'kind'}), 3: ('wagtail.blocks.IntegerBlock', (), {'default': 1, 'help_text': 'Of an event that takes several days.', 'label': 'day', 'max_value': 60, 'min_value': 1}), 4: ('wagtail.snippets.blocks.SnippetChooserBlock', ('events.Speaker',), {'label': 'speaker'}), 5: ('wagtail.blocks.ListBlock', (4,), {'collapsed': True, 'default': [], 'label': 'speakers'}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'As words, for instance “All participants”.', 'label': 'others who speak', 'max_length': 160, 'required': False}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'name of the link', 'max_length': 80}), 8: ('wagtail.blocks.URLBlock', (), {'label': 'address'}), 9: ('wagtail.blocks.StructBlock', [[('text', 7), ('url', 8)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {'collapsed': True, 'default': [], 'label': 'links'}), 11: ('wagtail.blocks.StructBlock', [[('title', 0), ('minutes', 1), ('kind', 2), ('day', 3), ('speakers', 5), ('others', 6), ('links', 10)]], {})}, verbose_name='programme'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='cancelled',
            field=models.BooleanField(default=False, verbose_name='cancelled'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='capacity',
            field=models.PositiveIntegerField(blank=True, help_text='Empty: no limit.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)], verbose_name='seats'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='change_reason',
            field=models.CharField(blank=True, help_text='Needed when time or place change or the forum is cancelled after its announcement; published.', max_length=300, verbose_name='reason for the change'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='child_care',
            field=models.BooleanField(default=False, verbose_name='children are looked after'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='contact',
            field=models.CharField(blank=True, help_text='A desk with its telephone number or e-mail address.', max_length=200, verbose_name='contact'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='entry',
            field=models.CharField(choices=[('free', 'Nobody needs to register'), ('open', 'By registration'), ('approval', 'By registration, which the organiser approves')], default='free', max_length=8, verbose_name='how one comes'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='entry_closes_at',
            field=models.DateTimeField(blank=True, help_text='Empty: when the forum begins.', null=True, verbose_name='registration closes'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='entry_opens_at',
            field=models.DateTimeField(blank=True, help_text='Empty: as soon as this page is published.', null=True, verbose_name='registration opens'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='live_text',
            field=models.BooleanField(default=False, verbose_name='what is said can be read along'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='offer_hours',
            field=models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(240)], verbose_name='hours to accept a place from the waiting list'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='open_end',
            field=models.BooleanField(default=False, help_text='The end is not shown then; it says until when the forum stands among the coming ones.', verbose_name='the end is open'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='party',
            field=models.PositiveSmallIntegerField(default=4, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='people per registration at most'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='reserved',
            field=models.PositiveIntegerField(default=0, help_text='Seats that only the organiser gives away.', validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='of these reserved'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='sign_language',
            field=models.BooleanField(default=False, verbose_name='sign language'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='step_free',
            field=models.BooleanField(default=False, verbose_name='no steps'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='who_may_come',
            field=models.CharField(blank=True, max_length=200, verbose_name='who may come'),
        ),
        migrations.AlterField(
            model_name='eventpage',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.agency', verbose_name='who invites'),
        ),
        migrations.AlterField(
            model_name='eventpage',
            name='ends_at',
            field=models.DateTimeField(help_text='Several days: each begins at the hour at which the first one begins and ends by the hour at which the last one ends.', verbose_name='ends'),
        ),
        migrations.AlterField(
            model_name='eventpage',
            name='online_url',
            field=models.URLField(blank=True, help_text='Where one must register, only those who have a place see the link.', verbose_name='online at'),
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('title', models.CharField(max_length=255)),
                ('title_en', models.CharField(blank=True, max_length=255)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('open_end', models.BooleanField(default=False)),
                ('venue', models.CharField(blank=True, max_length=120)),
                ('address', models.CharField(blank=True, max_length=240)),
                ('online_url', models.URLField(blank=True)),
                ('state', models.CharField(choices=[('draft', 'not announced'), ('announced', 'announced'), ('cancelled', 'cancelled')], default='draft', max_length=9)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('entry', models.CharField(choices=[('free', 'Nobody needs to register'), ('open', 'By registration'), ('approval', 'By registration, which the organiser approves')], default='free', max_length=8)),
                ('entry_opens_at', models.DateTimeField(null=True)),
                ('entry_closes_at', models.DateTimeField(null=True)),
                ('capacity', models.PositiveIntegerField(null=True, validators=[django.core.validators.MinValueValidator(1)])),
                ('reserved', models.PositiveIntegerField(default=0)),
                ('party', models.PositiveSmallIntegerField(default=4, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)])),
                ('offer_hours', models.PositiveSmallIntegerField(default=24)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('taken_reserved', models.PositiveIntegerField(default=0)),
                ('next_place', models.PositiveIntegerField(default=1)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='directory.agency')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='events.topic')),
            ],
            options={
                'verbose_name': 'forum',
                'verbose_name_plural': 'forums',
                'permissions': [('manage_registration', 'Can see and change who comes to a forum')],
            },
            bases=(forum_site.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4)),
                ('position', models.PositiveSmallIntegerField()),
                ('day', models.PositiveSmallIntegerField(default=1)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('opening', 'Opening'), ('talk', 'Presentation'), ('discussion', 'Discussion'), ('break', 'Break'), ('closing', 'Conclusion')], default='talk', max_length=10)),
                ('title', models.CharField(max_length=160)),
                ('title_en', models.CharField(blank=True, max_length=160)),
                ('removed_at', models.DateTimeField(null=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda_items', to='events.event')),
            ],
            options={
                'verbose_name': 'agenda item',
                'verbose_name_plural': 'agenda items',
                'ordering': ['event', 'position', 'id'],
            },
            bases=(forum_site.bilingual.Bilingual, models.Model),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='event',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='events.event'),
        ),
        migrations.CreateModel(
            name='EventChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('announced', 'announced'), ('moved', 'moved'), ('amended', 'amended'), ('cancelled', 'cancelled'), ('resumed', 'takes place after all')], max_length=9)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.TextField(blank=True)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='events.event')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='EventTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.CharField(choices=[('days', 'three days before'), ('hours', 'three hours before')], max_length=6)),
                ('starts_at', models.DateTimeField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='events.event')),
            ],
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('address', accounts.models.AddressField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telephone')),
                ('language', models.CharField(choices=[('id', 'Indonesian'), ('en', 'English')], default='id', max_length=2)),
                ('people', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='number of people')),
                ('needs', models.CharField(blank=True, max_length=300, verbose_name='what they need')),
                ('state', models.CharField(choices=[('requested', 'waits for the organiser'), ('waiting', 'on the waiting list'), ('offered', 'a place is offered'), ('confirmed', 'has a place'), ('declined', 'declined by the organiser'), ('lapsed', 'the offered place was not taken in time'), ('cancelled', 'cancelled')], max_length=9)),
                ('place', models.PositiveIntegerField()),
                ('is_reserved', models.BooleanField(default=False)),
                ('offer_until', models.DateTimeField(null=True)),
                ('code_digest', models.BinaryField(max_length=32, unique=True)),
                ('form_key', models.UUIDField(unique=True)),
                ('network', models.BinaryField(max_length=32, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('call_since', models.DateTimeField(null=True)),
                ('forgotten_at', models.DateTimeField(null=True)),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='events.event')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='event_registrations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
            },
        ),
        migrations.CreateModel(
            name='RegistrationMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.CharField(blank=True, max_length=9)),
                ('after', models.CharField(choices=[('requested', 'waits for the organiser'), ('waiting', 'on the waiting list'), ('offered', 'a place is offered'), ('confirmed', 'has a place'), ('declined', 'declined by the organiser'), ('lapsed', 'the offered place was not taken in time'), ('cancelled', 'cancelled')], max_length=9)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='events.registration')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Speaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('role', models.CharField(help_text='Office or part in the forum.', max_length=120, verbose_name='role')),
                ('role_en', models.CharField(blank=True, max_length=120, verbose_name='role in English')),
                ('consent', models.BooleanField(default=False, help_text='Without it only the role is shown, neither name nor portrait.', verbose_name='has agreed to be shown')),
                ('consent_on', models.DateField(blank=True, null=True, verbose_name='agreed on')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='speakers', to='directory.agency', verbose_name='agency')),
                ('portrait', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='portrait')),
            ],
            options={
                'verbose_name': 'speaker',
                'verbose_name_plural': 'speakers',
                'ordering': ['name', 'id'],
            },
            bases=(forum_site.bilingual.Bilingual, modelsearch.index.Indexed, models.Model),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.topic', verbose_name='topic'),
        ),
        migrations.AddIndex(
            model_name='eventpage',
            index=models.Index(fields=['starts_at'], name='event_page_by_start'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(fields=('event', 'key'), name='agenda_item_once'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(fields=('id', 'event'), name='agenda_item_of_event'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('day__gt', 0), ('minutes__gt', 0)), name='agenda_item_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='eventchange',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['announced', 'moved', 'amended', 'cancelled', 'resumed'])), name='event_change_known'),
        ),
        migrations.AddConstraint(
            model_name='eventchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['moved', 'cancelled', 'resumed']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='event_change_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='eventtold',
            constraint=models.UniqueConstraint(fields=('event', 'occasion', 'starts_at'), name='event_told_once'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(condition=models.Q(('network__isnull', False), ('state__in', ['requested', 'waiting', 'offered', 'confirmed'])), fields=['event', 'network'], name='registration_networks'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['event', 'state', 'place'], name='registration_in_line'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(condition=models.Q(('state', 'offered')), fields=['offer_until'], name='registration_offers'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(condition=models.Q(('call_since__isnull', False)), fields=['event', 'call_since'], name='registration_calls'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(fields=('event', 'place'), name='registration_place_once'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['requested', 'waiting', 'offered', 'confirmed']), ('user__isnull', False)), fields=('event', 'user'), name='registration_once_per_account'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('address', ''), _negated=True), ('state__in', ['requested', 'waiting', 'offered', 'confirmed'])), fields=('event', 'address'), name='registration_once_per_address'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('phone', ''), _negated=True), ('state__in', ['requested', 'waiting', 'offered', 'confirmed'])), fields=('event', 'phone'), name='registration_once_per_phone'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'waiting', 'offered', 'confirmed', 'declined', 'lapsed', 'cancelled'])), name='registration_state_known'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('people__gte', 1), ('people__lte', 20)), name='registration_people_fit'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('offer_until__isnull', False), ('state', 'offered')), models.Q(models.Q(('state', 'offered'), _negated=True), ('offer_until', None)), _connector='OR'), name='registration_offer_has_end'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('name', ''), _negated=True), ('forgotten_at__isnull', False), _connector='OR'), name='registration_has_name'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('address', ''), _negated=True), models.Q(('phone', ''), _negated=True), ('entered_by__isnull', False), ('forgotten_at__isnull', False), _connector='OR'), name='registration_can_be_reached'),
        ),
        migrations.AddConstraint(
            model_name='registrationmove',
            constraint=models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='registration_move_moves'),
        ),
        migrations.AddConstraint(
            model_name='speaker',
            constraint=models.CheckConstraint(condition=models.Q(('consent', False), ('consent_on__isnull', False), _connector='OR'), name='speaker_consent_has_day', violation_error_message='Say on which day they agreed.'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['starts_at', 'id'], name='event_by_start'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['ends_at', 'id'], name='event_by_end'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_fact_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'announced', 'cancelled'])), name='event_state_known'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('entry__in', ['free', 'open', 'approval'])), name='event_entry_known'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('capacity', None), ('capacity__gte', django.db.models.expressions.CombinedExpression(models.F('taken'), '+', models.F('reserved'))), _connector='OR'), name='event_never_oversold'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('taken_reserved__lte', models.F('reserved'))), name='event_reserve_never_oversold'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('party__gte', 1), ('party__lte', 20)), name='event_party_fits'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('offer_hours__gte', 1)), name='event_offer_lasts'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('entry_opens_at', None), ('entry_closes_at', None), ('entry_closes_at__gt', models.F('entry_opens_at')), _connector='OR'), name='event_entry_window'),
        ),
        migrations.RunPython(announce, take_back),
        migrations.DeleteModel("AgendaLine"),
        migrations.RunPython(
            lambda apps, editor: grant(apps, COMMUNICATIONS, GRANTED),
            lambda apps, editor: revoke(apps, COMMUNICATIONS, GRANTED),
        ),
    ]
