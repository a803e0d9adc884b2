"""A person at the moderator's desk: their record, measures taken and lifted, objections to them judged."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin import messages

from accounts.models import User
from consultations import actions
from consultations.actions.conduct import latest_measure_id, why_out_of_reach
from consultations.admin.conduct_cards import Card, card_of
from consultations.admin.conduct_forms import LiftForm, MeasureForm
from consultations.admin.judging import Bench, judgement_form, judgement_words
from consultations.admin.moderation_answers import (
    crumbs,
    queue_url,
    rules_to_cite,
    way_back,
    what_is_left,
)
from consultations.admin.moderation_views import may_moderate
from consultations.admin.person import has_record, record_of
from consultations.models import Measure, MeasureAppeal


def _person(user_id: int) -> User:
    """Return somebody with a record. Raises Http404 for others: a moderator looks nobody up who kept silent."""
    found = User.objects.filter(pk=user_id).first() if user_id < 2**63 else None
    if found is None or found.is_system or not has_record(found):
        raise Http404
    return found


def person_url(user_id: int) -> str:
    """Return the address of a person at the desk."""
    return reverse("moderation_person", args=[user_id])


@require_safe
@may_moderate
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show a person's record, with the form that takes a measure (`?comment=` names what gave rise)."""
    return _page(request, _person(user_id))


def _page(
    request,
    who: User,
    *,
    form: MeasureForm | None = None,
    lift: tuple[int, LiftForm] | None = None,
    judged: Card | None = None,
    problem: str = "",
    kept: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with a person's page; forms that were refused stand in for the fresh ones.

    `problem` says what stood against it, `kept` is a reason that was typed for what came too late.
    """
    record, bench = record_of(who), Bench()
    out_of_reach = why_out_of_reach(request.user, who)
    comment = request.GET.get("comment", "")
    if form is None:
        given = (
            {"comment": int(comment)}
            if comment.isascii() and comment.isdecimal() and len(comment) < 19
            else {}
        )
        form = MeasureForm(rules=rules_to_cite(), seen_id=record.seen_id, **given)
    cards = [card_of(appeal, request.user, bench) for appeal in record.open_appeals]
    if judged:
        cards = [judged if card.tag == judged.tag else card for card in cards]
    refused = dict([lift] if lift else [])
    lifts = {
        taken.measure.pk: refused.get(taken.measure.pk) or LiftForm(measure_id=taken.measure.pk)
        for taken in record.measures
        if not taken.measure.lift and not taken.is_objected_to and not out_of_reach
    }
    context = {
        "breadcrumbs_items": crumbs(who.shown_name),
        "header_title": who.shown_name,
        "header_icon": "user",
        "person": who,
        "record": record,
        "measures": [(taken, lifts.get(taken.measure.pk)) for taken in record.measures],
        "cards": cards,
        "form": form,
        "out_of_reach": out_of_reach,
        "problem": problem,
        "kept": kept,
        "back": "person",
    }
    return render(request, "consultations/admin/person.html", context, status=status)


# --- Taking and lifting -----------------------------------------------------------------------------


@require_POST
@may_moderate
def measure(request: HttpRequest, user_id: int) -> HttpResponse:
    """Take a measure; answer with the way back to the person, or with the form and what is wrong."""
    who = _person(user_id)
    form = MeasureForm(request.POST, rules=rules_to_cite())
    try:
        if not form.is_valid():
            return _page(request, who, form=form, status=422)
        data = form.cleaned_data
        actions.take_measure(
            who.pk,
            actor=request.user,
            kind=data["kind"],
            rule_version=form.rule_version(),
            reason=data["reason"],
            note=data["note"],
            until=form.until_moment(),
            comment_id=data["comment"],
            seen_id=data["seen_id"],
            form_key=data["form_key"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, who, form=form, status=422)
    except PermissionDenied as error:
        return _page(request, who, form=form, problem=str(error), status=403)
    except actions.Conflict as conflict:
        # What was typed stays; sent again it follows what is shown now.
        form.data = form.data.copy()
        form.data["seen_id"], form.data["form_key"] = latest_measure_id(who.pk), str(uuid.uuid4())
        return _page(request, who, form=form, problem=conflict.message, status=409)
    messages.success(request, _("The measure is taken, and the person is told."))
    return HttpResponseRedirect(person_url(who.pk), status=303)


@require_POST
@may_moderate
def lift(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Lift a measure; answer as `measure` does."""
    row = get_object_or_404(Measure.objects.taken().select_related("account"), pk=measure_id)
    form = LiftForm(request.POST, measure_id=row.pk)
    try:
        if not form.is_valid():
            return _page(request, row.account, lift=(row.pk, form), status=422)
        actions.lift_measure(row.pk, actor=request.user, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, row.account, lift=(row.pk, form), status=422)
    except PermissionDenied as error:
        return _page(request, row.account, problem=str(error), status=403)
    except actions.Conflict as conflict:
        return _page(request, row.account, lift=(row.pk, form), problem=conflict.message, status=409)
    messages.success(request, _("The measure is lifted, and the person is told."))
    return HttpResponseRedirect(person_url(row.account_id), status=303)


# --- Judging ----------------------------------------------------------------------------------------


@require_POST
@may_moderate
def judge(request: HttpRequest, objection_id: int, as_card: bool = False) -> HttpResponse:
    """Judge an objection to a measure; answer with the way back, or (`as_card`) with what takes the card's place."""
    rows = MeasureAppeal.objects.select_related(
        "measure__account", "measure__actor", "measure__rule_version__rule"
    )
    objection = get_object_or_404(rows, pk=objection_id)
    form, status = judgement_form(objection, request.POST), 422
    try:
        # Who decided hears so, whatever else is wrong with the form.
        if request.user.pk in (objection.decided_by_id, objection.measure.account_id):
            raise PermissionDenied(_("An objection is judged by somebody else than the one who decided."))
        if form.is_valid():
            judged = actions.judge_measure_appeal(objection.pk, judge=request.user, **form.cleaned_data)
            return _judged(request, judged, as_card)
    except ValidationError as error:
        form.add_error(None, error)
    except PermissionDenied as error:
        form.add_error(None, str(error))
        status = 403
    except actions.Conflict as conflict:
        return _too_late(request, objection, as_card, conflict.message)
    if objection.outcome:  # there is nothing left to correct in the form
        return _too_late(request, objection, as_card, _("This objection has been judged meanwhile."))
    card = Card(objection, request.user, Bench(), form)
    if as_card:
        return _card_part(request, card, status=status)
    return _page(request, objection.measure.account, judged=card, status=status)


def _too_late(request, objection: MeasureAppeal, as_card: bool, message: str) -> HttpResponse:
    """Answer 409: what happened meanwhile, and the reason that was typed."""
    kept = request.POST.get("reason", "")
    if as_card:
        return _card_part(
            request, Card(objection, request.user, Bench()), conflict=message, kept=kept, status=409
        )
    return _page(request, objection.measure.account, problem=message, kept=kept, status=409)


def _card_part(request, card: Card, *, status: int, **more) -> HttpResponse:
    context = {"card": card, "back": request.POST.get("back", "")} | more
    return render(request, "consultations/admin/conduct_card.html", context, status=status)


def _judged(request, judged: MeasureAppeal, as_card: bool) -> HttpResponse:
    words, user_id = judgement_words(judged), judged.measure.account_id
    if as_card:
        context = {"words": words, "user_id": user_id} | what_is_left(request)
        return render(request, "consultations/admin/conduct_done.html", context)
    messages.success(request, words)
    url = person_url(user_id) if request.POST.get("back") == "person" else queue_url(way_back(request))
    return HttpResponseRedirect(url, status=303)


@hooks.register("register_admin_urls")
def conduct_urls():
    return [
        path("moderation/people/<int:user_id>/", person, name="moderation_person"),
        path("moderation/people/<int:user_id>/measure/", measure, name="moderation_measure"),
        path("moderation/measures/<int:measure_id>/lift/", lift, name="moderation_lift"),
        path(
            "moderation/measures/objections/<int:objection_id>/judge/", judge, name="moderation_judge_measure"
        ),
        path(
            "moderation/measures/objections/<int:objection_id>/judge/card/",
            judge,
            {"as_card": True},
            name="moderation_judge_measure_card",
        ),
    ]
