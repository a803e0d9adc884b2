"""A commitment's history is never altered: the database refuses it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION rembuk_refuse_commitment_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'a commitment''s history is append-only: % refused', TG_OP
                    USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER commitmentchange_append_only BEFORE UPDATE OR DELETE ON directory_commitmentchange
                FOR EACH ROW EXECUTE FUNCTION rembuk_refuse_commitment_change();
            """,
            """
            DROP TRIGGER commitmentchange_append_only ON directory_commitmentchange;
            DROP FUNCTION rembuk_refuse_commitment_change();
            """,
        ),
    ]
