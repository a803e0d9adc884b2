"""What must always hold, in the database: composite keys that tie the tree together, rows that nobody may alter."""

from django.db import migrations

# (table, constraint, columns, target table, target columns). NOT DEFERRABLE: Django's own keys fail only at
# COMMIT, too late for an error that names its place.
COMPOSITE_KEYS = [
    (
        "comment",
        "comment_follows_parent",
        "parent_id, consultation_id, thread_id, parent_depth",
        "comment",
        "id, consultation_id, thread_id, depth",
    ),
    ("comment", "comment_question_same_consultation", "question_id, consultation_id", "question", "id, consultation_id"),
    (
        "comment",
        "comment_participant_same_consultation",
        "participant_id, consultation_id",
        "participant",
        "id, consultation_id",
    ),
    ("comment", "comment_version_own", "version_id, id", "commentversion", "id, comment_id"),
    ("comment", "comment_pending_version_own", "pending_version_id, id", "commentversion", "id, comment_id"),
    ("moderationdecision", "decision_version_own", "version_id, comment_id", "commentversion", "id, comment_id"),
    (
        "moderationdecision",
        "decision_same_consultation",
        "comment_id, consultation_id",
        "comment",
        "id, consultation_id",
    ),
    ("flag", "flag_same_consultation", "comment_id, consultation_id", "comment", "id, consultation_id"),
    ("appeal", "appeal_repeats_decider", "decision_id, decided_by_id", "moderationdecision", "id, actor_id"),
    ("commenttheme", "code_same_consultation", "comment_id, consultation_id", "comment", "id, consultation_id"),
    ("commenttheme", "code_theme_same_consultation", "theme_id, consultation_id", "theme", "id, consultation_id"),
    ("commenttheme", "code_excludes_disposition", "comment_id, coding", "comment", "id, coding"),
    (
        "commentdisposition",
        "disposition_same_consultation",
        "comment_id, consultation_id",
        "comment",
        "id, consultation_id",
    ),
    (
        "commentdisposition",
        "disposition_target_same_consultation",
        "target_id, consultation_id",
        "comment",
        "id, consultation_id",
    ),
    ("commentdisposition", "disposition_excludes_themes", "comment_id, coding", "comment", "id, coding"),
]

APPEND_ONLY = [
    "moderationdecision",
    "consultationchange",
    "ruleversion",
    "codingchange",
    "reportversion",
    "reportsection",
    "reportentry",
]

# Row triggers, not TRUNCATE triggers: these would break the tests' flush.
FUNCTIONS = """
CREATE FUNCTION rembuk_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION rembuk_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a comment''s version is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.comment_id, OLD.number, OLD.created_at, OLD.author_id, OLD.form_key)
       IS DISTINCT FROM (NEW.id, NEW.comment_id, NEW.number, NEW.created_at, NEW.author_id, NEW.form_key)
       OR NEW.masked_at IS NULL THEN
        RAISE EXCEPTION 'a comment''s version can only be masked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION rembuk_guard_commented_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM consultations_comment WHERE consultation_id = OLD.consultation_id) THEN
        RAISE EXCEPTION 'the page of a commented consultation is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION rembuk_refuse_change();
DROP FUNCTION rembuk_guard_version();
DROP FUNCTION rembuk_guard_commented_page();
"""


def composite_key(table, name, columns, target, target_columns):
    table, target = f"consultations_{table}", f"consultations_{target}"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {target} ({target_columns}) NOT DEFERRABLE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def trigger(table, name, events, function):
    table = f"consultations_{table}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("consultations", "0001_initial")]

    operations = [
        *(composite_key(*key) for key in COMPOSITE_KEYS),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *(trigger(table, f"{table}_append_only", "UPDATE OR DELETE", "rembuk_refuse_change") for table in APPEND_ONLY),
        trigger("commentversion", "commentversion_guard", "UPDATE OR DELETE", "rembuk_guard_version"),
        trigger("consultationpage", "consultationpage_guard", "DELETE", "rembuk_guard_commented_page"),
    ]
