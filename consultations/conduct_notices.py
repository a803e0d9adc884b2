"""What people are told about measures against their accounts: the measure, its end, how an objection was judged."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actions import notify
from accounts.models import Notification
from accounts.notices import register_kind
from consultations.models import Measure, MeasureAppeal


def tell_of_measure(measure: Measure) -> None:
    """Tell the person of a measure against their account, or that one is lifted."""
    notify(
        "measure",
        recipient=measure.account,
        key=f"measure:{measure.pk}",
        params={"measure": measure.pk},
    )


def tell_of_judgement(objection: MeasureAppeal) -> None:
    """Tell the person how their objection to a measure was judged."""
    notify(
        "measure_judged",
        recipient=objection.measure.account,
        key=f"measure_judged:{objection.pk}",
        params={"objection": objection.pk},
    )


# --- What a notice says -----------------------------------------------------------------------------


def _measure(notification: Notification) -> dict | None:
    rows = Measure.objects.select_related("rule_version__rule", "lifts__rule_version__rule")
    measure = rows.filter(pk=notification.params["measure"], account=notification.recipient_id).first()
    if measure is None:
        return None
    taken = measure.lifts or measure
    return {
        "url": reverse("consultations:measure", args=[taken.pk]),
        "measure": measure,
        "taken": taken,
        "rule": taken.rule_version.shown("title"),
        "rule_number": taken.rule_version.rule.number,
    }


def _judged(notification: Notification) -> dict | None:
    rows = MeasureAppeal.objects.filter(measure__account=notification.recipient_id)
    objection = rows.select_related("measure").filter(pk=notification.params["objection"]).first()
    return objection and {
        "url": reverse("consultations:measure", args=[objection.measure_id]),
        "objection": objection,
    }


def register() -> None:
    """Name the kinds of notice; called when the app is ready."""
    register_kind("measure", _("A moderator takes a measure against my account, or lifts one"), _measure)
    register_kind("measure_judged", _("My objection to a measure is judged"), _judged)
