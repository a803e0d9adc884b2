"""Wagtail's pages about people and about one's own account, as far as ours differ."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog
from wagtail.admin import messages
from wagtail.admin.localization import get_localized_response
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.admin.views import account
from wagtail.users.models import UserProfile
from wagtail.users.views import users
from wagtail.users.views.bulk_actions import DeleteBulkAction

from accounts import actions, roles
from accounts.admin_forms import AccountEditForm, AccountForm, OwnNameForm

_catalogue = JavaScriptCatalog.as_view(packages=["wagtail.admin", "forum_site"])


def texts_for_scripts(request):
    """Return the texts of the administration's scripts, with what our catalogue adds to Wagtail's."""
    return get_localized_response(_catalogue, request)


class IndexView(users.IndexView):
    """The list of people. Those who have left are not in it."""

    search_fields = ["email", "name", "pseudonym"]

    def get_base_queryset(self):
        return super().get_base_queryset().people().prefetch_related("groups")

    def order_queryset(self, queryset):
        if self.ordering in {"name", "-name"}:
            return queryset.order_by(self.ordering)
        return super(users.IndexView, self).order_queryset(queryset)

    @cached_property
    def columns(self):
        title = self._get_title_column_class(users.UserColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            title(
                "name",
                accessor="name",
                label=_("Name"),
                sort_key="name",
                get_url=self.get_edit_url,
                classname="name",
            ),
            Column("email", label=_("E-mail address"), sort_key="email", width="20%"),
            Column("roles", accessor=_roles, label=_("Roles"), width="20%"),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active", width="10%"),
            DateColumn("last_login", label=_("Last login"), sort_key="last_login", width="15%"),
        ]


def _roles(user) -> str:
    names = [str(roles.LABELS.get(group.name, group.name)) for group in user.groups.all()]
    return ", ".join([str(_("Administrator")), *names] if user.is_superuser else names)


class _AppointsMixin:
    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "may_appoint": self.request.user.is_superuser}


class CreateView(_AppointsMixin, users.CreateView):
    pass


class EditView(_AppointsMixin, users.EditView):
    def get_object(self, queryset=None):
        user = super().get_object(queryset)
        return _changeable_by(self.request.user, user)


class AnonymiseView(users.DeleteView):
    """In the place of deleting: everything personal goes, what the person said stays without the name."""

    page_title = _("Anonymise user")
    success_message = _("The account has been anonymised.")
    template_name = "accounts/admin/anonymise.html"

    def get_object(self, queryset=None):
        return _changeable_by(self.request.user, super().get_object(queryset))

    def get_usage_url(self):
        return None  # where the person occurs does not matter: nothing of it goes

    def form_valid(self, form):
        try:
            actions.anonymise_user(self.object, self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            messages.error(self.request, " ".join(error.messages))
            response = self.render_to_response(self.get_context_data(form=form))
            response.status_code = 422
            return response
        messages.success(self.request, self.success_message)
        return HttpResponseRedirect(self.get_success_url())


def _changeable_by(editor, user):
    """Return the user; 404 for the system actor, for who has left, and for an administrator where one is none."""
    if user.anonymised_at or user.is_system or (user.is_superuser and not editor.is_superuser):
        raise Http404
    return user


class UserViewSet(users.UserViewSet):
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = AnonymiseView
    ordering = "name"
    create_template_name = "accounts/admin/user_create.html"
    edit_template_name = "accounts/admin/user_edit.html"
    delete_template_name = "accounts/admin/anonymise.html"

    def get_form_class(self, for_update=False):
        return AccountEditForm if for_update else AccountForm


class AnonymiseBulkAction(DeleteBulkAction):
    """In the place of deleting several: registered after Wagtail's own, under its name."""

    display_name = _("Anonymise")
    aria_label = _("Anonymise selected users")
    template_name = "accounts/admin/anonymise_several.html"

    def get_execution_context(self):
        return {**super().get_execution_context(), "by": self.request.user}

    @classmethod
    @transaction.atomic
    def execute_action(cls, objects, by=None, **kwargs):
        for user in objects:
            actions.anonymise_user(user, by)
        return len(objects), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        return _("%(count)d accounts have been anonymised.") % {"count": num_parent_objects}


class OwnNamePanel(account.BaseSettingsPanel):
    """Name, pseudonym and the one language, in the place of Wagtail's panels for name and locale."""

    name = "person"
    title = _("Name and language")
    order = 100
    form_class = OwnNameForm


class AccountView(account.AccountView):
    """One's own account: password, address and language have their home on the public pages about the account."""

    _replaced = (account.NameEmailSettingsPanel, account.LocaleSettingsPanel, account.ChangePasswordPanel)

    def get_panels(self):
        user = self.request.user
        own = OwnNamePanel(self.request, user, UserProfile.get_for_user(user))
        return [own, *(panel for panel in super().get_panels() if not isinstance(panel, self._replaced))]
