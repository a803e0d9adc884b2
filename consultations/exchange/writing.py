"""Stores what the staging table holds, as the verbs would have, in a handful of statements."""

from django.db import connection

from accounts.models import User
from consultations import sketching
from consultations.models import Consultation, RuleVersion
from consultations.recount import recount

REASON = "Keputusan diambil di tempat asal, sebelum dipindahkan ke sini."

_PARTICIPANTS = """
INSERT INTO consultations_participant
       (consultation_id, shown_name, kind, agency_id, channel, contact, language, district, source, source_id,
        created_at)
SELECT DISTINCT ON (speaker_source, speaker_source_id)
       %(consultation)s, name, kind, agency_id, speaker_channel, contact, speaker_language, district,
       speaker_source, speaker_source_id, transaction_timestamp()
  FROM import_row WHERE NOT known
 ORDER BY speaker_source, speaker_source_id, line
ON CONFLICT (consultation_id, source, source_id) WHERE source <> '' DO NOTHING
"""

# Before the comments, so that these can be written with their version at once: the key from a version
# to its comment is checked at the end, the one from a comment to its version with the statement.
_VERSIONS = """
INSERT INTO consultations_commentversion
       (id, comment_id, number, text, body_html, excerpt_html, created_at, masked_at)
SELECT version_id, comment_id, 1, text, body_html, excerpt_html, coalesce(edited_at, received_at),
       CASE text WHEN '' THEN transaction_timestamp() END
  FROM import_row WHERE NOT known ORDER BY version_id
"""

_COMMENTS = """
INSERT INTO consultations_comment
       (id, consultation_id, question_id, parent_id, thread_id, depth, participant_id, status, channel, language,
        stance, received_at, published_at, withdrawn_at, edited_at, entered_by_id, source, source_id,
        imported_agree, imported_disagree, version_id, reply_count, descendant_count, support_count, for_count,
        against_count, official_count, coding)
SELECT r.comment_id, %(consultation)s,
       CASE WHEN r.depth = 0 THEN r.question_id ELSE coalesce(root.question_id, old.question_id) END,
       r.parent_id, r.thread_id, r.depth, p.id, r.status, r.channel, r.language,
       r.stance, r.received_at, r.published_at, r.withdrawn_at, r.edited_at, %(actor)s, r.source, r.source_id,
       r.agree, r.disagree, r.version_id, 0, 0, 0, 0,
       0, 0, ''
  FROM import_row r
  JOIN consultations_participant p ON p.consultation_id = %(consultation)s AND p.source <> ''
                                  AND p.source = r.speaker_source AND p.source_id = r.speaker_source_id
  LEFT JOIN import_row root ON root.comment_id = r.thread_id AND NOT root.known
  LEFT JOIN consultations_comment old ON old.id = r.thread_id
 WHERE NOT r.known ORDER BY r.comment_id
"""

_DECISIONS = """
INSERT INTO consultations_moderationdecision
       (comment_id, consultation_id, version_id, kind, from_status, to_status, rule_version_id, reason, note,
        actor_id, at)
SELECT comment_id, %(consultation)s, version_id,
       CASE status WHEN 'rejected' THEN 'reject' ELSE 'hide' END,
       CASE status WHEN 'rejected' THEN 'pending' ELSE 'published' END, status,
       coalesce(rule_version_id, %(rule)s), CASE reason WHEN '' THEN %(reason)s ELSE reason END, '',
       %(system)s, coalesce(decided_at, transaction_timestamp())
  FROM import_row WHERE NOT known AND status IN ('rejected', 'hidden') ORDER BY comment_id
"""


def write(consultation: Consultation, actor: User | None) -> None:
    """Store every row that is not here yet, in the caller's transaction, with the consultation's row locked.

    What was removed elsewhere gets a decision by the system, under the rule that the file names or "imported".
    """
    parameters = {
        "consultation": consultation.pk,
        "actor": actor and actor.pk,
        "system": User.objects.system().pk,
        "rule": RuleVersion.objects.in_force().get(rule__slug="imported").pk,
        "reason": REASON,
    }
    with connection.cursor() as cursor:
        for statement in (_PARTICIPANTS, _VERSIONS, _COMMENTS, _DECISIONS):
            cursor.execute(statement, parameters)
    sketching.catch_up(consultation_id=consultation.pk)
    recount(consultation.pk)
