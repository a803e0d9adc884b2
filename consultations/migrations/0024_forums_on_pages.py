"""What a consultation's page says of its forums counts as a change of that page; notes can be corrected."""

from importlib import import_module

from django.db import migrations, models

fresh = import_module("consultations.migrations.0006_freshness")


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0023_minutes_and_paper"),
        ("events", "0005_stage"),
    ]

    operations = [
        migrations.AddField(
            model_name="forumnote",
            name="corrected_at",
            field=models.DateTimeField(null=True),
        ),
        fresh.trigger("consultations_agendalink", "id", "*", "true", "r.consultation_id"),
        fresh.trigger(
            "events_agendaitem", "id", "event_id removed_at", "false", "r.id",
            "SELECT consultation_id FROM consultations_agendalink WHERE item_id = ANY(touched)",
        ),
        fresh.trigger(
            "events_event", "id", "title title_en starts_at ends_at open_end venue state", "false", "r.id",
            "SELECT k.consultation_id FROM consultations_agendalink k JOIN events_agendaitem i ON i.id = k.item_id "
            "WHERE i.event_id = ANY(touched)",
        ),
    ]
