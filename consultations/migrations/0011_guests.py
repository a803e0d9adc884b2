"""Guests without an account, reports by visitors, and cases that say when reports come before a moderator."""

from importlib import import_module

import accounts.models
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

fresh = import_module("consultations.migrations.0006_freshness")
truths = import_module("consultations.migrations.0002_truths")

# Who may write, and what reports do, stand on the consultation's page.
_KEY, _SHOWN, *_REST = fresh.OF_CONSULTATIONS["consultations_consultation"]
OLD_FACTS = (_KEY, f"{_SHOWN} decide_within", *_REST)
NEW_FACTS = (_KEY, f"{_SHOWN} decide_within guests hide_at_reports", *_REST)


def watch_more(table, old, new):
    """Return the operation that lets changes of more columns count as news."""
    before, after = fresh.trigger(table, *old), fresh.trigger(table, *new)
    return migrations.RunSQL(
        [*before.reverse_sql, *after.sql], [*after.reverse_sql, *before.sql]
    )


# What is open now: from three people on at once, else three days after the first (the settings' defaults).
OPEN_CASES = """
INSERT INTO consultations_reportcase (comment_id, consultation_id, people, first_at, due_at)
SELECT f.comment_id, f.consultation_id, count(*), min(f.created_at),
       CASE WHEN count(*) >= 3 THEN max(f.created_at) ELSE min(f.created_at) + interval '3 days' END
  FROM consultations_flag f JOIN consultations_comment c ON c.id = f.comment_id
 WHERE f.decision_id IS NULL AND c.status = 'published' GROUP BY f.comment_id, f.consultation_id
"""
# Only on the way back: before this migration every report had an account.
NO_VISITORS = "DELETE FROM consultations_flag WHERE user_id IS NULL"


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0010_desk'),
        ('directory', '0003_commitment_form_key'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GuestDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_key', models.UUIDField(unique=True)),
                ('stance', models.CharField(blank=True, choices=[('for', 'In favour'), ('against', 'Against'), ('neutral', 'Neutral')], max_length=7)),
                ('language', models.CharField(choices=[('id', 'Indonesian'), ('en', 'English')], default='id', max_length=2)),
                ('text', models.TextField(blank=True)),
                ('held_for', models.CharField(blank=True, choices=[('', 'not held'), ('trap', 'a field was filled that only programs see'), ('haste', 'sent faster than anybody can write'), ('repeated', 'much like a text that is here already'), ('links', 'a link, from a new account'), ('network', 'very many texts from one network')], default='', max_length=8)),
                ('shown_name', models.CharField(blank=True, max_length=80)),
                ('address', accounts.models.AddressField(blank=True, max_length=254)),
                ('code_digest', models.BinaryField(max_length=32)),
                ('expires_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ReportCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.PositiveIntegerField()),
                ('first_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='consultation',
            name='guests',
            field=models.BooleanField(default=False, verbose_name='people without an account may take part'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='hide_at_reports',
            field=models.BooleanField(default=False, verbose_name='reports hide a comment until a moderator decides'),
        ),
        migrations.AddField(
            model_name='consultationpage',
            name='guests',
            field=models.BooleanField(default=False, help_text='They prove an e-mail address by a code. A moderator reads each of their comments before it is published.', verbose_name='people without an account may take part'),
        ),
        migrations.AddField(
            model_name='consultationpage',
            name='hide_at_reports',
            field=models.BooleanField(default=False, help_text='Once enough different people have reported it. Otherwise it stays until a moderator has read it.', verbose_name='reports hide a comment until a moderator decides'),
        ),
        migrations.AddField(
            model_name='flag',
            name='by_visitor',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='flag',
            name='contact',
            field=accounts.models.AddressField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='flag',
            name='form_key',
            field=models.UUIDField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name='flag',
            name='language',
            field=models.CharField(choices=[('id', 'Indonesian'), ('en', 'English')], default='id', max_length=2),
        ),
        migrations.AddField(
            model_name='flag',
            name='network',
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='flag',
            name='receipt_digest',
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AlterField(
            model_name='flag',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='flags', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(condition=models.Q(('network__isnull', False)), fields=['created_at'], name='flag_network_kept'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(condition=models.Q(('network__isnull', False)), fields=('comment', 'network'), name='flag_network_once'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(condition=models.Q(('receipt_digest__isnull', False)), fields=('receipt_digest',), name='flag_receipt_once'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by_visitor', True), ('user', None)), models.Q(('by_visitor', False), ('contact', ''), ('network', None), ('receipt_digest__isnull', True), ('user__isnull', False)), _connector='OR'), name='flag_of_account_or_visitor'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(('decision', None), models.Q(('contact', ''), ('network', None)), _connector='OR'), name='flag_answered_knows_nobody'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(('account__isnull', True), ('kind', 'guest'), models.Q(('contact', ''), _negated=True)), fields=('consultation', 'contact'), name='guest_once'),
        ),
        migrations.AddField(
            model_name='guestdraft',
            name='comment',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.comment'),
        ),
        migrations.AddField(
            model_name='guestdraft',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.consultation'),
        ),
        migrations.AddField(
            model_name='guestdraft',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.comment'),
        ),
        migrations.AddField(
            model_name='guestdraft',
            name='question',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.question'),
        ),
        migrations.AddField(
            model_name='reportcase',
            name='comment',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report_case', to='consultations.comment'),
        ),
        migrations.AddField(
            model_name='reportcase',
            name='consultation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.consultation'),
        ),
        migrations.AddField(
            model_name='reportcase',
            name='hidden_by',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.moderationdecision'),
        ),
        migrations.AddConstraint(
            model_name='guestdraft',
            constraint=models.CheckConstraint(condition=models.Q(('tries__lte', 5)), name='guest_draft_few_tries'),
        ),
        migrations.AddConstraint(
            model_name='guestdraft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('comment', None), ('used_at', None), models.Q(('text', ''), _negated=True), models.Q(('address', ''), _negated=True)), models.Q(('address', ''), ('comment__isnull', False), ('shown_name', ''), ('text', ''), ('used_at__isnull', False)), _connector='OR'), name='guest_draft_used_is_empty'),
        ),
        migrations.AddIndex(
            model_name='reportcase',
            index=models.Index(fields=['consultation', 'due_at', 'comment'], name='report_case_due'),
        ),
        migrations.AddConstraint(
            model_name='reportcase',
            constraint=models.CheckConstraint(condition=models.Q(('people__gte', 1)), name='report_case_has_people'),
        ),
        migrations.AddConstraint(
            model_name='reportcase',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('first_at'))), name='report_case_due_later'),
        ),
        truths.composite_key(
            "reportcase", "report_case_same_consultation", "comment_id, consultation_id", "comment", "id, consultation_id"
        ),
        watch_more("consultations_consultation", OLD_FACTS, NEW_FACTS),
        migrations.RunSQL(OPEN_CASES, NO_VISITORS),
    ]
