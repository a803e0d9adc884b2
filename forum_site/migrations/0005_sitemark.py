"""Counts changes without anybody waiting: each running transaction adds to a part of its own."""

from django.db import migrations, models

# An advisory lock that is tried, not waited for, gives a transaction its part; it ends with the transaction, after
# its rows are visible. So two transactions never write the same row, cannot wait for each other, and cannot deadlock,
# however many rows of this kind each of them writes. With 32 writers at once the next one shares a part and waits.
SLOT = """
CREATE FUNCTION rembuk_slot() RETURNS smallint LANGUAGE plpgsql AS $$
DECLARE
    mine text := current_setting('rembuk.slot', true);
    tried integer;
BEGIN
    IF mine <> '' THEN
        RETURN mine::smallint;
    END IF;
    FOR step IN 0..31 LOOP
        tried := (pg_backend_pid() + step) % 32;
        IF pg_try_advisory_xact_lock(814159, tried) THEN
            PERFORM set_config('rembuk.slot', tried::text, true);
            RETURN tried;
        END IF;
    END LOOP;
    RETURN pg_backend_pid() % 32;
END $$;
"""

TOUCH_SITE = """
CREATE FUNCTION rembuk_touch_site() RETURNS void LANGUAGE sql AS $$
    INSERT INTO forum_site_sitemark AS m (shard, version) VALUES (rembuk_slot(), 1)
        ON CONFLICT (shard) DO UPDATE SET version = m.version + 1
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("forum_site", "0004_page_by_address")]

    operations = [
        migrations.CreateModel(
            name="SiteMark",
            fields=[
                ("shard", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("version", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunSQL(SLOT, "DROP FUNCTION rembuk_slot()"),
        migrations.RunSQL(TOUCH_SITE, "DROP FUNCTION rembuk_touch_site()"),
    ]
