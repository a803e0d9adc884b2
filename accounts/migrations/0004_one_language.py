from django.db import migrations

# A person's language has one home, accounts_user.language. Wagtail reads its own profile, in the pages and in the
# mails of its administration, so the profile's column is a copy that the database keeps and nobody else can change.
COPY_LANGUAGE = """
CREATE FUNCTION accounts_profile_language() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.preferred_language := (SELECT language FROM accounts_user WHERE id = NEW.user_id);
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_profile_language BEFORE INSERT OR UPDATE ON wagtailusers_userprofile
    FOR EACH ROW EXECUTE FUNCTION accounts_profile_language();

CREATE FUNCTION accounts_user_language() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE wagtailusers_userprofile SET preferred_language = NEW.language WHERE user_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_user_language AFTER UPDATE OF language ON accounts_user
    FOR EACH ROW WHEN (OLD.language IS DISTINCT FROM NEW.language) EXECUTE FUNCTION accounts_user_language();
"""
LEAVE_LANGUAGE = """
DROP TRIGGER accounts_user_language ON accounts_user;
DROP FUNCTION accounts_user_language();
DROP TRIGGER accounts_profile_language ON wagtailusers_userprofile;
DROP FUNCTION accounts_profile_language();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_roles"), ("wagtailusers", "0015_userprofile_keyboard_shortcuts")]

    operations = [migrations.RunSQL(COPY_LANGUAGE, LEAVE_LANGUAGE)]
