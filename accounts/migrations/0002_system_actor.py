from django.db import migrations

# A row trigger: one on TRUNCATE would break the tests' flush.
REFUSE_DELETE = """
CREATE FUNCTION accounts_user_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'accounts_user: people are anonymised, never deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER accounts_user_is_kept BEFORE DELETE ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION accounts_user_is_kept();
"""
ALLOW_DELETE = """
DROP TRIGGER accounts_user_is_kept ON accounts_user;
DROP FUNCTION accounts_user_is_kept();
"""


def add_system_actor(apps, schema_editor):
    """Make the actor of what happens by itself; the password begins with ! and fits no password."""
    apps.get_model("accounts", "User").objects.get_or_create(
        email="system@rembuk.invalid", defaults={"name": "Rembuk", "password": "!", "is_active": False}
    )


def remove_system_actor(apps, schema_editor):
    apps.get_model("accounts", "User").objects.filter(email="system@rembuk.invalid").delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunPython(add_system_actor, remove_system_actor),
        migrations.RunSQL(REFUSE_DELETE, ALLOW_DELETE),
    ]
