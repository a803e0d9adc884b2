"""What people are told about consultations: who is told, and what a notice says when it is read.

A notice keeps numbers only; its words come from what stands in the database when it is shown or
sent, so that nothing hidden meanwhile is ever mailed.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actions import drop_held, notify, notify_many
from accounts.models import Notification, User
from accounts.notices import register_kind
from consultations.models import (
    Appeal,
    Comment,
    Consultation,
    ConsultationChange,
    Flag,
    MeasureAppeal,
    ModerationDecision,
    Participant,
    ReportVersion,
)
from consultations.models.moderation import Objection


def comment_url(comment_id: int) -> str:
    """Return the path of a comment's own page, in the active language."""
    return reverse("consultations:comment", args=[comment_id])


def delay() -> timedelta | None:
    """Return for how long news of a moderator's decision is held back, so that it can be taken back unheard."""
    return timedelta(seconds=settings.NOTICE_DELAY) if settings.NOTICE_DELAY else None


def tell_participant(
    participant: Participant, kind: str, key: str, params: dict, hold: timedelta | None = None
) -> None:
    """Tell whoever spoke: by account, else by the address that they left, else not at all (they have a receipt)."""
    if participant.account_id:
        notify(kind, recipient=participant.account, key=key, params=params, hold=hold)
    elif participant.contact:
        notify(
            kind,
            address=participant.contact,
            language=participant.language,
            key=key,
            params=params,
            hold=hold,
        )


def tell_of_reply(comment: Comment, parent: Comment | None = None, hold: timedelta | None = None) -> None:
    """Tell the author of the comment that was answered, once the answer is public; nobody hears of themselves.

    `parent` with its participant and account, where the caller has read it.
    """
    if comment.parent_id is None:
        return
    parent = parent or Comment.objects.select_related("participant__account").get(pk=comment.parent_id)
    if parent.participant_id != comment.participant_id:
        tell_participant(parent.participant, "reply", f"reply:{comment.pk}", {"comment": comment.pk}, hold)


def tell_of_mentions(
    comment: Comment, text: str, parent: Comment | None = None, hold: timedelta | None = None
) -> None:
    """Tell those whom a public comment mentions in this text, each once; who hears of the reply hears nothing twice."""
    if "@" not in text:
        return
    answered = parent or (comment.parent_id and Comment.objects.get(pk=comment.parent_id))
    spoken = text.casefold()
    mentions = comment.mentions.select_related("participant__account")
    people = [mention.participant for mention in mentions if mention.participant_id != comment.participant_id]
    told = (
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
    notify_many(told, hold=hold)


def tell_of_decision(comment: Comment, decision: ModerationDecision) -> None:
    """Tell the author what was decided on their comment, by which rule and why; the caller has read who that is."""
    if decision.kind != ModerationDecision.Kind.KEEP:
        tell_participant(
            comment.participant, "decision", f"decision:{decision.pk}", {"decision": decision.pk}, delay()
        )


def tell_reporters(flags: list[Flag], decision: ModerationDecision) -> None:
    """Tell everybody whose report is answered what came of it, each once: by account, else by the address they left."""
    told = (
        Notification(
            kind="report_outcome",
            recipient=flag.user,
            address=flag.contact,
            language="" if flag.user_id else flag.language,
            key=f"flag:{flag.pk}:{decision.pk}",
            params={"flag": flag.pk, "decision": decision.pk},
        )
        for flag in flags
        if flag.user_id or flag.contact
    )
    notify_many(told, hold=delay())


def take_back(undo: ModerationDecision, flags: list[int]) -> dict[int, str]:
    """Drop what nobody has heard yet of a decision that is undone; who has heard of it hears of its end as well.

    `flags` are the reports that it had answered. Returns the addresses to which dropped answers would have gone.
    """
    undone = undo.undoes
    reports = {f"flag:{pk}:{undone.pk}": pk for pk in flags}
    keys = [f"decision:{undone.pk}", *reports]
    if undone.kind == ModerationDecision.Kind.PUBLISH:
        keys += [f"reply:{undone.comment_id}", f"mention:{undone.comment_id}"]
    dropped = drop_held(keys)
    if keys[0] not in dropped:
        tell_of_decision(undo.comment, undo)
    return {reports[key]: address for key, address in dropped.items() if key in reports and address}


def tell_of_judgement(appeal: Appeal) -> None:
    """Tell the author how their objection was judged."""
    participant = Participant.objects.select_related("account").get(comments=appeal.comment_id)
    tell_participant(participant, "appeal_judged", f"appeal:{appeal.pk}", {"appeal": appeal.pk})


def tell_judges(objection: Objection, people: list[User]) -> None:
    """Tell people that an objection waits for their judgement."""
    which = objection._meta.model_name
    notify_many(
        Notification(
            kind="objection_waits",
            recipient=person,
            key=f"{which}_waits:{objection.pk}",
            params={which: objection.pk},
        )
        for person in people
    )


def tell_followers_of_change(consultation: Consultation, kinds: list[str], reason: str) -> None:
    """Tell participants and followers that dates or state have changed; an announcement is no news to them."""
    change = consultation.changes.filter(kind__in=kinds).order_by("-pk").first()
    if change is None or set(kinds) <= {ConsultationChange.Kind.ANNOUNCED, ConsultationChange.Kind.AMENDED}:
        return
    tell_followers(consultation, "consultation_change", f"change:{change.pk}", {"change": change.pk})


def tell_followers(
    consultation: Consultation, kind: str, key: str, params: dict, *, participants: bool = True
) -> None:
    """Tell everybody with an account who follows the consultation or (`participants`) takes part in it, each once."""
    concerned = Q(follows__consultation=consultation)
    if participants:
        concerned |= Q(participations__consultation=consultation)
    people = User.objects.filter(concerned)
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
        ModerationDecision.objects.select_related(
            "rule_version__rule", "comment__consultation", "version", "actor"
        )
        .filter(pk=notification.params["decision"])
        .first()
    )
    return decision and {
        "url": _own_url(notification, decision.comment_id),
        "by_receipt": not notification.recipient_id,
        "decision": decision,
        "of_edit": decision.of_edit,
        "by_reports": decision.kind == ModerationDecision.Kind.HIDE and decision.actor.is_system,
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
    # Answered by another decision since: that one is told by a notice of its own.
    if flag and notification.params.get("decision", flag.decision_id) != flag.decision_id:
        return None
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
        Appeal.objects.select_related("comment__consultation", "decision")
        .filter(pk=notification.params["appeal"])
        .first()
    )
    return appeal and {
        "url": _own_url(notification, appeal.comment_id),
        "by_receipt": not notification.recipient_id,
        "appeal": appeal,
        "of_edit": appeal.decision.of_edit,
        # An edit that its author has replaced meanwhile is allowed after all, and yet not what is shown.
        "is_shown": appeal.comment.version_id == appeal.decision.version_id,
        "consultation": appeal.comment.consultation.shown("title"),
    }


def _objection_waits(notification: Notification) -> dict | None:
    """Return where an objection is judged; None once it is, and for who may not judge."""
    if not notification.recipient.has_perm("consultations.moderate_comment"):
        return None
    if "measureappeal" in notification.params:
        return _measure_objection_waits(notification.params["measureappeal"])
    open_one = Appeal.objects.filter(pk=notification.params["appeal"], outcome="")
    objection = open_one.select_related("comment__consultation").first()
    return objection and {
        "url": reverse("moderation_item", args=[objection.comment_id]),
        "since": objection.created_at,
        "consultation": objection.comment.consultation.shown("title"),
    }


def _measure_objection_waits(appeal_id: int) -> dict | None:
    open_one = MeasureAppeal.objects.filter(pk=appeal_id, outcome="")
    objection = open_one.select_related("measure").first()
    return objection and {
        "url": reverse("moderation_person", args=[objection.measure.account_id]),
        "since": objection.created_at,
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
    register_kind(
        "objection_waits", _("An objection waits that only an administrator can judge"), _objection_waits
    )
    register_kind("report_outcome", _("A comment that I reported is decided on"), _report_outcome)
    register_kind("consultation_change", _("A consultation that I follow changes"), _consultation_change)
    register_kind("report", _("A report says what became of my comments"), _report)
    register_kind("schedule_refused", _("My scheduled page could not be published"), _schedule_refused)
