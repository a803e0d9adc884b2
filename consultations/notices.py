"""What people are told about consultations: who is told, and what a notice says when it is read.

A notice keeps numbers only; its words come from what stands in the database when it is shown or
sent, so that nothing hidden meanwhile is ever mailed.
"""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actions import notify, notify_many
from accounts.models import Notification, User
from accounts.notices import register_kind
from consultations.models import (
    Appeal,
    Comment,
    Consultation,
    ConsultationChange,
    Flag,
    ModerationDecision,
    Participant,
    ReportVersion,
)


def comment_url(comment_id: int) -> str:
    """Return the path of a comment's own page, in the active language."""
    return reverse("consultations:comment", args=[comment_id])


def tell_participant(participant: Participant, kind: str, key: str, params: dict) -> None:
    """Tell whoever spoke: by account, else by the address that they left, else not at all (they have a receipt)."""
    if participant.account_id:
        notify(kind, recipient=participant.account, key=key, params=params)
    elif participant.contact:
        notify(kind, address=participant.contact, language=participant.language, key=key, params=params)


def tell_of_reply(comment: Comment, parent: Comment | None = None) -> None:
    """Tell the author of the comment that was answered, once the answer is public; nobody hears of themselves.

    `parent` with its participant and account, where the caller has read it.
    """
    if comment.parent_id is None:
        return
    parent = parent or Comment.objects.select_related("participant__account").get(pk=comment.parent_id)
    if parent.participant_id != comment.participant_id:
        tell_participant(parent.participant, "reply", f"reply:{comment.pk}", {"comment": comment.pk})


def tell_of_mentions(comment: Comment, text: str, parent: Comment | None = None) -> None:
    """Tell those whom a public comment mentions in this text, each once; who hears of the reply hears nothing twice."""
    if "@" not in text:
        return
    answered = parent or (comment.parent_id and Comment.objects.get(pk=comment.parent_id))
    spoken = text.casefold()
    mentions = comment.mentions.select_related("participant__account")
    people = [mention.participant for mention in mentions if mention.participant_id != comment.participant_id]
    notify_many(
        Notification(
            kind="mention",
            recipient=person.account,
            key=f"mention:{comment.pk}",
            params={"comment": comment.pk},
        )
        for person in people
        if person.account_id
        and f"@{person.shown_name.casefold()}" in spoken
        and not (answered and person.pk == answered.participant_id)
    )


def tell_of_decision(comment: Comment, decision: ModerationDecision) -> None:
    """Tell the author what was decided on their comment, by which rule and why."""
    if decision.kind != ModerationDecision.Kind.KEEP:
        participant = Participant.objects.select_related("account").get(pk=comment.participant_id)
        tell_participant(participant, "decision", f"decision:{decision.pk}", {"decision": decision.pk})


def tell_reporters(flags: list[Flag]) -> None:
    """Tell everybody whose report is answered what came of it, each once: by account, else by the address they left."""
    notify_many(
        Notification(
            kind="report_outcome",
            recipient=flag.user,
            address=flag.contact,
            language="" if flag.user_id else flag.language,
            key=f"flag:{flag.pk}",
            params={"flag": flag.pk},
        )
        for flag in flags
        if flag.user_id or flag.contact
    )


def tell_of_judgement(appeal: Appeal) -> None:
    """Tell the author how their objection was judged."""
    participant = Participant.objects.select_related("account").get(comments=appeal.comment_id)
    tell_participant(participant, "appeal_judged", f"appeal:{appeal.pk}", {"appeal": appeal.pk})


def tell_followers_of_change(consultation: Consultation, kinds: list[str], reason: str) -> None:
    """Tell participants and followers that dates or state have changed; an announcement is no news to them."""
    change = consultation.changes.filter(kind__in=kinds).order_by("-pk").first()
    if change is None or set(kinds) <= {ConsultationChange.Kind.ANNOUNCED, ConsultationChange.Kind.AMENDED}:
        return
    tell_followers(consultation, "consultation_change", f"change:{change.pk}", {"change": change.pk})


def tell_followers(consultation: Consultation, kind: str, key: str, params: dict) -> None:
    """Tell everybody with an account who takes part in the consultation or follows it, each once."""
    people = User.objects.filter(
        Q(follows__consultation=consultation) | Q(participations__consultation=consultation)
    )
    notify_many(
        Notification(kind=kind, recipient=person, key=key, params=params)
        for person in people.distinct().iterator()
    )


# --- What a notice says -----------------------------------------------------------------------------


def _reply(notification: Notification) -> dict | None:
    comment = (
        Comment.objects.published()
        .select_related("participant", "version", "consultation")
        .filter(pk=notification.params["comment"])
        .first()
    )
    return comment and {
        "url": comment_url(comment.pk),
        "name": str(comment.participant),
        "text": comment.version.text,
        "consultation": comment.consultation.shown("title"),
    }


def _own_url(notification: Notification, comment_id: int) -> str:
    """Return where its author sees their comment in any state: without an account, by their receipt."""
    return comment_url(comment_id) if notification.recipient_id else reverse("receipts:look_up")


def _decision(notification: Notification) -> dict | None:
    decision = (
        ModerationDecision.objects.select_related("rule_version__rule", "comment__consultation", "version")
        .filter(pk=notification.params["decision"])
        .first()
    )
    return decision and {
        "url": _own_url(notification, decision.comment_id),
        "by_receipt": not notification.recipient_id,
        "decision": decision,
        "of_edit": decision.is_of_edit,
        "rule": decision.rule_version and decision.rule_version.shown("title"),
        "rule_number": decision.rule_version and decision.rule_version.rule.number,
        "text": decision.version.text,
        "consultation": decision.comment.consultation.shown("title"),
    }


def _report_outcome(notification: Notification) -> dict | None:
    flag = (
        Flag.objects.select_related("decision__rule_version__rule", "decision__consultation")
        .filter(pk=notification.params["flag"], decision__isnull=False)
        .first()
    )
    return flag and {
        "url": reverse("consultations:decision", args=[flag.decision_id]),
        "decision": flag.decision,
        # A decision on an edit leaves the comment itself where it stands.
        "outcome": "edit" if flag.decision.kind in ("publish", "reject") else flag.decision.kind,
        "rule": flag.decision.rule_version and flag.decision.rule_version.shown("title"),
        "rule_number": flag.decision.rule_version and flag.decision.rule_version.rule.number,
        "consultation": flag.decision.consultation.shown("title"),
    }


def _appeal_judged(notification: Notification) -> dict | None:
    appeal = (
        Appeal.objects.select_related("comment__consultation")
        .filter(pk=notification.params["appeal"])
        .first()
    )
    return appeal and {
        "url": _own_url(notification, appeal.comment_id),
        "by_receipt": not notification.recipient_id,
        "appeal": appeal,
        "consultation": appeal.comment.consultation.shown("title"),
    }


def _consultation_change(notification: Notification) -> dict | None:
    change = (
        ConsultationChange.objects.select_related("consultation")
        .filter(pk=notification.params["change"])
        .first()
    )
    return change and {
        "url": reverse("consultations:page", args=[change.consultation.slug]),
        "change": change,
        "consultation": change.consultation.shown("title"),
    }


def _report(notification: Notification) -> dict | None:
    from consultations.places import entries_of, report_url

    version = (
        ReportVersion.objects.select_related("consultation").filter(pk=notification.params["version"]).first()
    )
    if version is None:
        return None
    participant = notification.params.get("participant")  # absent for those who only follow
    personal = participant and notification.recipient_id
    return {
        "url": reverse("consultations:outcome", args=[participant]) if personal else report_url(version),
        "version": version,
        "consultation": version.consultation.shown("title"),
        "entries": entries_of(version, participant) if participant else [],
    }


def _schedule_refused(notification: Notification) -> dict:
    return {
        "url": reverse("wagtailadmin_pages:edit", args=[notification.params["page"]]),
        "title": notification.params["title"],
        "messages": notification.params["messages"],
    }


def register_kinds() -> None:
    """Name the kinds of notice that this app sends; called when the app is ready."""
    register_kind("reply", _("Somebody answers me"), _reply)
    register_kind("mention", _("Somebody mentions me"), _reply)
    register_kind("decision", _("A moderator decides on my comment"), _decision)
    register_kind("appeal_judged", _("My objection is judged"), _appeal_judged)
    register_kind("report_outcome", _("A comment that I reported is decided on"), _report_outcome)
    register_kind("consultation_change", _("A consultation that I follow changes"), _consultation_change)
    register_kind("report", _("A report says what became of my comments"), _report)
    register_kind("schedule_refused", _("My scheduled page could not be published"), _schedule_refused)
