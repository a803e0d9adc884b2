from accounts import roles
from django.db import migrations

PAGES = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]
WORKFLOW = "Review by communications"


def grant_pages(apps, schema_editor):
    """Let communications write and publish everything below the home pages."""
    group = apps.get_model("auth", "Group").objects.get(name=roles.COMMUNICATIONS)
    for page in homes(apps):
        for codename in PAGES:
            apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
                group=group, page=page, permission=roles.permission(apps, f"wagtailcore.{codename}")
            )


def revoke_pages(apps, schema_editor):
    apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(group__name=roles.COMMUNICATIONS).delete()


def add_workflow(apps, schema_editor):
    """Make the one workflow: what someone else writes, communications review."""
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtailcore", model="groupapprovaltask"
    )
    task = apps.get_model("wagtailcore", "GroupApprovalTask").objects.create(
        name=WORKFLOW, content_type=content_type, active=True
    )
    task.groups.set(apps.get_model("auth", "Group").objects.filter(name=roles.COMMUNICATIONS))
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=WORKFLOW, active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=workflow, task_id=task.pk, sort_order=0)
    for page in homes(apps):
        apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(
            page=page, defaults={"workflow": workflow}
        )


def remove_workflow(apps, schema_editor):
    workflows = apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW)
    apps.get_model("wagtailcore", "WorkflowPage").objects.filter(workflow__in=workflows).delete()
    apps.get_model("wagtailcore", "WorkflowTask").objects.filter(workflow__in=workflows).delete()
    workflows.delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name=WORKFLOW).delete()


def homes(apps):
    """The home pages: the root's children."""
    return apps.get_model("wagtailcore", "Page").objects.filter(depth=2)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_one_language"), ("forum_site", "0003_no_stock_groups")]

    operations = [
        migrations.RunPython(grant_pages, revoke_pages),
        migrations.RunPython(add_workflow, remove_workflow),
    ]
