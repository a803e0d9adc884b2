from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from accounts.admin_views import AnonymiseBulkAction

# After Wagtail's own, which it replaces.
hooks.register("register_bulk_action", AnonymiseBulkAction, order=100)


@hooks.register("register_log_actions")
def name_anonymising(actions):
    actions.register_action("accounts.anonymise", _("Anonymise"), _("Account anonymised"))


@hooks.register("register_account_menu_item")
def lead_to_own_account(request):
    """Lead from Wagtail's account page to ours, where password, address and second factor are."""
    return {
        "url": reverse("accounts:settings"),
        "label": _("Password, e-mail, two-step log-in"),
        "help_text": _("On the public pages about your account."),
    }
