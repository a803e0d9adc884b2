"""Columns, widgets, the base form and menu lines that our lists of rows in the admin are made of."""

from django import forms
from django.db import models
from django.utils.text import capfirst
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column

from forum_site.dates import format_day, format_moment, format_short_day
from forum_site.languages import active_language


class PermittedItem(MenuItem):
    """A line of the menu, shown to whoever has one of its permissions."""

    def __init__(self, *args, permissions: tuple[str, ...] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.permissions = permissions

    def is_shown(self, request) -> bool:
        return any(request.user.has_perm(permission) for permission in self.permissions)


# --- Columns and widgets ----------------------------------------------------------------------------


class DayColumn(Column):
    """A day or moment as people here write it, in Palembang's time; `brief`: the day alone, short."""

    def __init__(self, *args, brief: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.brief = brief

    def get_value(self, instance):
        value = super().get_value(instance)
        if value is None:
            return ""
        if self.brief:
            return format_short_day(value, active_language())
        write = format_moment if hasattr(value, "hour") else format_day
        return write(value, active_language())


class DayInput(forms.DateInput):
    """The browser's own picker of a day: works without scripts."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of a moment, in Palembang's time."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def row_formfield(db_field, **kwargs):
    """Return a model field's form field with our widgets for days, moments and texts."""
    if isinstance(db_field, models.DateTimeField):
        kwargs["widget"] = MomentInput
    elif isinstance(db_field, models.DateField):
        kwargs["widget"] = DayInput
    elif isinstance(db_field, models.URLField):
        kwargs["assume_scheme"] = "https"
    elif isinstance(db_field, models.TextField):
        kwargs["widget"] = forms.Textarea(attrs={"rows": 4})
    return db_field.formfield(**kwargs)


class RowForm(forms.ModelForm):
    """A form for one row, which knows who fills it in."""

    class Meta:
        formfield_callback = row_formfield

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)

    def fix(self, *names: str) -> None:
        """Show these fields without letting them be changed."""
        for name in names:
            self.fields[name].disabled = True
