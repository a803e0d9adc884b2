"""Counts up what names the state of a consultation's pages whenever something that they show changes.

Triggers, not code: an edit in the administration, a verb, an import and a hand at psql count alike, in the transaction
of the change itself. They fire once per statement, however many rows it writes.
"""

from django.db import migrations

CONSULTATIONS = "rembuk_touch_consultations(touched)"
SITE = "rembuk_touch_site()"

# Who fires: table → (key, what is shown of a row, which rows are shown at all, whose page it is).
# "*" for what is shown: any UPDATE counts, since such a row seldom changes, or only in one way.
# `r` is a row of the statement; an empty owner means all pages of the site.
OF_CONSULTATIONS = {
    "consultations_comment": (
        "id",
        "consultation_id question_id parent_id participant_id status channel language stance published_at "
        "withdrawn_at edited_at version_id reply_count descendant_count support_count for_count against_count "
        "official_count imported_agree imported_disagree",
        "r.published_at IS NOT NULL",
        "r.consultation_id",
    ),
    "consultations_participant": (
        "id", "consultation_id account_id shown_name kind agency_id", "false", "r.consultation_id",
    ),
    "consultations_moderationdecision": ("id", "*", "true", "r.consultation_id"),
    "consultations_consultationchange": ("id", "*", "true", "r.consultation_id"),
    "consultations_question": ("id", "*", "true", "r.consultation_id"),
    "consultations_theme": ("id", "consultation_id retired_at", "true", "r.consultation_id"),
    "consultations_reportversion": ("id", "*", "true", "r.consultation_id"),
    "consultations_consultation": (
        "id", "slug title title_en agency_id opens_at closes_at moderation state reported_at", "true", "r.id",
    ),
    "consultations_consultationpage": ("page_ptr_id", "consultation_id summary body", "true", "r.consultation_id"),
}

# As above, by way of another table: the last entry turns the ids of touched rows into those of consultations.
BY_WAY_OF = {
    "consultations_commentversion": (
        "id", "*", "false", "r.comment_id",
        "SELECT consultation_id FROM consultations_comment WHERE id = ANY(touched)",
    ),
    "consultations_themecommitment": (
        "id", "*", "true", "r.theme_id",
        "SELECT consultation_id FROM consultations_theme WHERE id = ANY(touched)",
    ),
    "accounts_user": (
        "id", "anonymised_at", "false", "r.id",
        "SELECT consultation_id FROM consultations_participant WHERE account_id = ANY(touched)",
    ),
    "directory_commitment": (
        "id", "published_at status due_on", "false", "r.id",
        "SELECT t.consultation_id FROM consultations_themecommitment l JOIN consultations_theme t ON t.id = l.theme_id "
        "WHERE l.commitment_id = ANY(touched)",
    ),
}

OF_THE_SITE = {
    "wagtailcore_page": (
        "id",
        "title slug url_path path depth live seo_title search_description show_in_menus locale_id translation_key "
        "content_type_id",
        "r.live", "",
    ),
    "wagtailcore_site": ("id", "*", "true", ""),
    "wagtailcore_locale": ("id", "*", "true", ""),
    "wagtailcore_pageviewrestriction": ("id", "*", "true", ""),
    "directory_agency": ("id", "*", "true", ""),
    "consultations_rule": ("id", "*", "true", ""),
    "consultations_ruleversion": ("id", "*", "true", ""),
    # Not file_hash and file_size, which Wagtail fills in when a page is first shown.
    "wagtailimages_image": (
        "id", "file width height focal_point_x focal_point_y focal_point_width focal_point_height", "true", "",
    ),
    "wagtaildocs_document": ("id", "title file", "true", ""),
}


def changed(key: str, shown: str, visible: str, owner: str) -> dict[str, str]:
    """Return per kind of statement the FROM and WHERE of the rows that count.

    FULL JOIN, which no nested loop can do: a plan that was made for one row is used for a million too.
    """
    one = {
        "INSERT": f"FROM new_rows r WHERE {visible}",
        "DELETE": f"FROM old_rows r WHERE {visible}",
    }
    if shown == "*":
        return one | {"UPDATE": "FROM new_rows r"}
    names = shown.split()
    after, before = (", ".join(f"{side}.{name}" for name in names) for side in "no")
    either = " OR ".join(visible.replace("r.", f"{side}.") for side in "no") if "r." in visible else "true"
    pairs = f"ARRAY[{owner.replace('r.', 'n.')}, {owner.replace('r.', 'o.')}]" if owner else "ARRAY[0::bigint]"
    return one | {
        "UPDATE": f"FROM new_rows n FULL JOIN old_rows o ON o.{key} = n.{key} CROSS JOIN LATERAL unnest({pairs}) r (owner) "
        f"WHERE ROW({after}) IS DISTINCT FROM ROW({before}) AND ({either})"
    }


def trigger(table: str, key: str, shown: str, visible: str, owner: str, way: str = "") -> migrations.RunSQL:
    """Return the operation that lets statements on a table count."""
    branches = []
    fired = [kind for kind in ("INSERT", "UPDATE", "DELETE") if kind == "UPDATE" or visible != "false"]
    for kind, rows in changed(key, shown, visible, owner).items():
        if kind not in fired:
            continue
        mine = "r.owner" if kind == "UPDATE" and shown != "*" else owner
        if owner:
            way_there = f"touched := ARRAY({way}); " if way else ""
            does = (
                f"touched := ARRAY(SELECT DISTINCT {mine} {rows}); {way_there}"
                f"IF touched <> '{{}}' THEN PERFORM {CONSULTATIONS}; END IF;"
            )
        else:
            does = f"IF EXISTS (SELECT {rows}) THEN PERFORM {SITE}; END IF;"
        branches.append(f"IF TG_OP = '{kind}' THEN {does} END IF;")
    function = f"rembuk_fresh_{table}"
    body = "\n    ".join(branches)
    forwards = [
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"DECLARE touched bigint[];\nBEGIN\n    {body}\n    RETURN NULL;\nEND $$"
    ]
    rows_of = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
    rows_of["UPDATE"] = f"{rows_of['DELETE']} {rows_of['INSERT']}"
    forwards += [
        f"CREATE TRIGGER fresh_{kind.lower()} AFTER {kind} ON {table} REFERENCING {rows_of[kind]} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        for kind in fired
    ]
    backwards = [f"DROP TRIGGER fresh_{kind.lower()} ON {table}" for kind in fired]
    return migrations.RunSQL(forwards, [*backwards, f"DROP FUNCTION {function}()"])


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0005_reading"),
        ("accounts", "0005_pages"),
        ("directory", "0003_commitment_form_key"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        trigger(table, *definition)
        for table, definition in (OF_CONSULTATIONS | BY_WAY_OF | OF_THE_SITE).items()
    ]
