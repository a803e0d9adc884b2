import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Workflow, WorkflowPage

from accounts import roles

pytestmark = pytest.mark.django_db

# What each role may do, exactly. Whoever grants one more, adds it here with the work that needs it.
EXPECTED = {
    roles.COMMUNICATIONS: {
        "consultations.add_question",
        "consultations.change_question",
        "consultations.enter_comment",
        "consultations.run_forum",
        "consultations.view_question",
        "consultations.view_response",
        "consultations.view_theme",
        "directory.view_agency",
        "directory.view_commitment",
        "events.add_speaker",
        "events.add_topic",
        "events.change_speaker",
        "events.check_in",
        "events.change_topic",
        "events.delete_speaker",
        "events.delete_topic",
        "events.manage_registration",
        "events.view_speaker",
        "events.view_topic",
        "wagtailadmin.access_admin",
    },
    roles.COMMENT_MODERATORS: {
        "consultations.add_theme",
        "consultations.change_theme",
        "consultations.code_comment",
        "consultations.enter_comment",
        "consultations.moderate_comment",
        "consultations.view_question",
        "consultations.view_response",
        "consultations.view_theme",
        "directory.view_commitment",
        "wagtailadmin.access_admin",
    },
    roles.AGENCY_OFFICERS: {
        "consultations.add_response",
        "consultations.change_response",
        "consultations.view_response",
        "consultations.view_theme",
        "directory.add_commitment",
        "directory.change_commitment",
        "directory.view_commitment",
        "wagtailadmin.access_admin",
    },
}
PAGES = {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"}
COLLECTIONS = {"add_image", "choose_image", "add_document", "choose_document"}


@pytest.mark.parametrize("name", roles.ALL_ROLES)
def test_each_role_has_exactly_the_permissions_that_its_work_needs(name):
    granted = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    assert {".".join(row) for row in granted} == EXPECTED[name]


def test_only_communications_write_pages_and_files():
    pages = GroupPagePermission.objects.values_list("group__name", "page__depth", "permission__codename")
    assert set(pages) == {(roles.COMMUNICATIONS, 2, codename) for codename in PAGES}
    files = GroupCollectionPermission.objects.values_list(
        "group__name", "collection__depth", "permission__codename"
    )
    assert set(files) == {(roles.COMMUNICATIONS, 1, codename) for codename in COLLECTIONS}


def test_there_are_no_roles_or_workflows_but_ours():
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ALL_ROLES)
    workflow = Workflow.objects.get()
    assert [group.name for group in workflow.tasks[0].specific.groups.all()] == [roles.COMMUNICATIONS]
    assert set(WorkflowPage.objects.values_list("page__depth", flat=True)) == {2}


def test_a_permission_made_by_a_migration_is_the_one_that_django_would_make():
    before = Permission.objects.count()
    call_command("migrate", verbosity=0)
    assert Permission.objects.count() == before


def test_a_permission_that_no_model_declares_is_refused():
    with pytest.raises(LookupError):
        roles.grant(None, roles.AGENCY_OFFICERS, ["accounts.fly"])
