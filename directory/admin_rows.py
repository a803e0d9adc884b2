"""What our lists of ordinary rows in the admin add to Wagtail's viewsets; the apps to the right use it too.

What one may not see is 404. Two editors: the form carries a mark of the row that its reader saw, and
a change meanwhile answers 409 with both. What others point at is refused in words, never by a 500.
"""

import hashlib
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history
from wagtail.admin.viewsets.model import ModelViewSet

from directory.admin_fields import RowForm

# --- Views ------------------------------------------------------------------------------------------


class _Guarded:
    """404 for whoever may not see it; the rows are those that the viewset names for this person."""

    rows_for: Callable | None = None

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied as error:
            raise Http404 from error

    @property
    def rows(self):
        return self.rows_for(self.request.user) if self.rows_for else self.model._default_manager.all()


class RowIndexView(_Guarded, generic.IndexView):
    def get_base_queryset(self):
        return self.rows


class RowHistoryView(_Guarded, history.HistoryView):
    def get_base_object_queryset(self):
        return self.rows


class RowInspectView(_Guarded, generic.InspectView):
    def get_object(self, queryset=None):
        found = self.rows.filter(pk=self.pk).first()
        if found is None:
            raise Http404
        return found


class _RowFormMixin(_Guarded):
    """Storing through a verb: what it refuses stands in the form again, with status 422."""

    save_row: Callable | None = None

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def save_instance(self):
        if self.save_row is None:
            return super().save_instance()
        return self.save_row(self.form, self.request.user)

    def form_valid(self, form):
        try:
            with transaction.atomic():
                response = super().form_valid(form)
        except (ValidationError, IntegrityError) as error:
            form.add_error(
                None, error if isinstance(error, ValidationError) else _("Somebody stored the same just now.")
            )
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        if response.status_code == 302:
            response.status_code = 303
        return response

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class RowCreateView(_RowFormMixin, generic.CreateView):
    template_name = "directory/admin/row_form.html"

    def get_initial(self):
        # What the address says (?theme=5) is filled in; the form still checks it.
        return {
            name: value for name, value in self.request.GET.items() if name in self.form_class.base_fields
        }


class RowEditView(_RowFormMixin, generic.EditView):
    template_name = "directory/admin/row_form.html"

    def get_queryset(self):
        return self.rows.select_for_update(of=("self",)) if self.request.method == "POST" else self.rows

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        self.stored = _values(self.object, self.form_class)
        if request.POST.get("seen", mark_of(self.stored)) != mark_of(self.stored):
            return self._conflict()
        return super().post(request, *args, **kwargs)

    def _conflict(self):
        """Answer 409: the form as it was sent, and beside it what somebody else has stored."""
        self.form = self.get_form()
        sent = {name: self.request.POST.get(name, "").replace("\r\n", "\n") for name in self.stored}
        theirs = [
            (capfirst(self.form.fields[name].label), shown)
            for name, (raw, shown) in self.stored.items()
            if sent[name] != raw and not self.form.fields[name].disabled
        ]
        messages.error(self.request, _("Somebody has changed this since you opened it. Nothing was stored."))
        response = self.render_to_response(self.get_context_data(form=self.form, theirs=theirs))
        response.status_code = 409
        return response

    def get_context_data(self, **kwargs):
        stored = getattr(self, "stored", None) or _values(self.object, self.form_class)
        return super().get_context_data(**kwargs, seen=mark_of(stored))


def _values(row, form_class) -> dict[str, tuple[str, str]]:
    """Return per editable field of a row its value as a form sends it, and as people read it."""
    values = {}
    for field in row._meta.concrete_fields:
        if field.name not in form_class.base_fields or not field.editable:
            continue
        raw = form_class.base_fields[field.name].widget.format_value(
            form_class.base_fields[field.name].prepare_value(field.value_from_object(row))
        )
        raw = raw[0] if isinstance(raw, list) else raw
        shown = getattr(row, f"get_{field.name}_display", lambda field=field: getattr(row, field.name))()
        values[field.name] = ("" if raw is None else str(raw), "" if shown is None else str(shown))
    return values


def mark_of(values: dict) -> str:
    """Return a short mark of a row's values, by which a form knows that nobody has changed them."""
    raw = sorted((name, value) for name, (value, _shown) in values.items())
    return hashlib.sha256(repr(raw).encode()).hexdigest()[:20]


class RowDeleteView(_Guarded, generic.DeleteView):
    """Deletes what nothing points at; else says in words why not, and what to do instead."""

    template_name = "directory/admin/row_delete.html"
    refuse: Callable | None = None

    def get_queryset(self):
        return self.rows

    def refusal(self) -> str:
        """Return why this row stays, "" where it may go."""
        return self.refuse(self.object) if self.refuse else ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"refusal": self.refusal()} | kwargs)

    def form_valid(self, form):
        refusal = self.refusal()
        if not refusal:
            try:
                with transaction.atomic():
                    response = super().form_valid(form)
                response.status_code = 303
                return response
            except (ProtectedError, RestrictedError):
                refusal = _("Other rows point at this one, so it stays.")
        response = self.render_to_response(self.get_context_data(form=form, refusal=refusal))
        response.status_code = 422
        return response


class RowViewSet(ModelViewSet):
    """Lists, forms and history of one model's rows.

    `get_rows(user)` names the rows that a person may see, `get_changeable(user)` those they may change;
    `save_row(form, user)` is the verb; `refuse(row)` says why a row cannot be deleted.
    """

    # A reference index costs queries at each write, and nothing here embeds pages or pictures.
    add_to_reference_index = False
    copy_view_enabled = False
    sort_order_field = None
    list_per_page = 30
    search_backend_name = None
    form_class: type[RowForm]
    deletable = True
    save_row = None
    refuse = None
    index_view_class = RowIndexView
    add_view_class = RowCreateView
    edit_view_class = RowEditView
    delete_view_class = RowDeleteView
    history_view_class = RowHistoryView
    inspect_view_class = RowInspectView

    def get_rows(self, user):
        """Return the rows that `user` may see, with all that the list shows of them."""
        return self.model._default_manager.all()

    def get_changeable(self, user):
        """Return the rows that `user` may change."""
        return self.get_rows(user)

    def get_form_class(self, for_update=False):
        return self.form_class

    def get_common_view_kwargs(self, **kwargs):
        common = super().get_common_view_kwargs(rows_for=self.get_rows, save_row=self.save_row, **kwargs)
        common["usage_url_name"] = None
        if not self.deletable:
            common["delete_url_name"] = None
        return common

    def get_edit_view_kwargs(self, **kwargs):
        return super().get_edit_view_kwargs(rows_for=self.get_changeable, **kwargs)

    def get_delete_view_kwargs(self, **kwargs):
        return super().get_delete_view_kwargs(rows_for=self.get_changeable, refuse=self.refuse, **kwargs)

    def get_history_view_kwargs(self, **kwargs):
        return super().get_history_view_kwargs(rows_for=self.get_changeable, **kwargs)

    def get_urlpatterns(self):
        unused = {"usage"} if self.deletable else {"usage", "delete"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in unused]

    @cached_property
    def menu_item_class(self):
        model, wanted = self.model._meta, ("add", "change", "delete", "view")

        class Item(MenuItem):
            def is_shown(self, request):
                return any(
                    request.user.has_perm(f"{model.app_label}.{action}_{model.model_name}")
                    for action in wanted
                )

        return Item
