"""Who somebody is, as Django's own backend says; what they may, in one question instead of two."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from forum_site import prepared

_PERMISSIONS = """
SELECT t.app_label, p.codename
  FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
 WHERE p.id IN (SELECT permission_id FROM accounts_user_user_permissions WHERE user_id = %(user)s
                 UNION ALL
                SELECT g.permission_id FROM accounts_user_groups m
                  JOIN auth_group_permissions g ON g.group_id = m.group_id WHERE m.user_id = %(user)s)
"""


class Backend(ModelBackend):
    """Django's backend; the permissions of a person, their own and their groups', are read by one planned statement."""

    def get_all_permissions(self, user_obj: User, obj=None) -> set[str]:
        """Return what the person may, as `app.codename`; nothing for those who are not active, or about one object."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj)
        if not hasattr(user_obj, "_perm_cache"):
            found = prepared.fetch(_PERMISSIONS, {"user": user_obj.pk})
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in found}
        return user_obj._perm_cache
