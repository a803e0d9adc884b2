"""Minutes of forums with amendments and the signed record; forms on paper, typed by two people; handed receipts."""

import consultations.models.paper
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


# What was made to be signed, and what was signed, stays as it is; so do the record of changes and what was settled.
FROZEN = """
CREATE FUNCTION rembuk_frozen_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.scan IS NULL AND NEW.id = OLD.id AND NEW.minutes_id = OLD.minutes_id
       AND NEW.number = OLD.number AND NEW.content = OLD.content AND NEW.sha256 = OLD.sha256
       AND NEW.signatories = OLD.signatories AND NEW.made_at = OLD.made_at AND NEW.made_by_id = OLD.made_by_id
       AND NEW.form_key = OLD.form_key THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a forum''s record stays as it was made: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER forumrecord_frozen BEFORE UPDATE OR DELETE ON consultations_forumrecord
    FOR EACH ROW EXECUTE FUNCTION rembuk_frozen_record();
CREATE TRIGGER minuteschange_append_only BEFORE UPDATE OR DELETE ON consultations_minuteschange
    FOR EACH ROW EXECUTE FUNCTION rembuk_refuse_change();
CREATE TRIGGER paperoutcome_append_only BEFORE UPDATE OR DELETE ON consultations_paperoutcome
    FOR EACH ROW EXECUTE FUNCTION rembuk_refuse_change();
"""
NOT_FROZEN = """
DROP TRIGGER paperoutcome_append_only ON consultations_paperoutcome;
DROP TRIGGER minuteschange_append_only ON consultations_minuteschange;
DROP TRIGGER forumrecord_frozen ON consultations_forumrecord;
DROP FUNCTION rembuk_frozen_record();
"""


def remove_pages(apps, schema_editor):
    """On the way back, when the tables of the minutes are gone: take what is left of their pages out of the tree."""
    Page = apps.get_model("wagtailcore", "Page")
    left = Page.objects.filter(content_type__app_label="consultations", content_type__model="minutespage")
    above = {path[:-4] for path in left.values_list("path", flat=True)}
    left.delete()
    for path in above:
        children = Page.objects.filter(path__startswith=path, depth=len(path) // 4 + 1).count()
        Page.objects.filter(path=path).update(numchild=children)


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0022_forum_notes'),
        ('directory', '0005_board_figures'),
        ('events', '0005_stage'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, remove_pages),
        migrations.CreateModel(
            name='MinutesWarning',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='minutes_warning', serialize=False, to='events.event')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='HandedReceipt',
            fields=[
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='handed_receipt', serialize=False, to='consultations.comment')),
                ('form_key', models.UUIDField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='MinutesPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(help_text='What came of it, in plain words.', max_length=800, verbose_name='summary')),
                ('attended', models.PositiveIntegerField(blank=True, help_text='From the entrance; correct it where a list on paper says otherwise.', null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='people who came')),
                ('recording_url', models.URLField(blank=True, help_text='A link; nothing is embedded.', verbose_name='recording')),
                ('body', wagtail.fields.StreamField([('part', 7), ('heading', 8), ('paragraph', 9), ('picture', 13), ('quote', 16)], blank=True, block_lookup={0: ('consultations.minutes_blocks.AgendaItemChooserBlock', (), {'label': 'part of the programme'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'link', 'ol', 'ul', 'document-link'], 'label': 'what was said', 'required': False}), 2: ('wagtail.blocks.BooleanBlock', (), {'default': True, 'label': 'list what was said about the consultation', 'required': False}), 3: ('wagtail.blocks.TextBlock', (), {'label': 'decision', 'max_length': 600, 'rows': 2}), 4: ('wagtail.blocks.ListBlock', (3,), {'default': [], 'label': 'decisions'}), 5: ('consultations.minutes_blocks.CommitmentChooserBlock', (), {'label': 'commitment'}), 6: ('wagtail.blocks.ListBlock', (5,), {'default': [], 'label': 'commitments'}), 7: ('wagtail.blocks.StructBlock', [[('item', 0), ('words', 1), ('shows_said', 2), ('decisions', 4), ('commitments', 6)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'heading', 'max_length': 120, 'template': 'components/blocks/heading.html'}), 9: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'link', 'ol', 'ul', 'document-link'], 'icon': 'pilcrow', 'label': 'text'}), 10: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'picture'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'what it shows', 'max_length': 200}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 200, 'required': False}), 13: ('wagtail.blocks.StructBlock', [[('image', 10), ('alt', 11), ('caption', 12)]], {}), 14: ('wagtail.blocks.TextBlock', (), {'label': 'words', 'max_length': 600}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'max_length': 120, 'required': False}), 16: ('wagtail.blocks.StructBlock', [[('text', 14), ('source', 15)]], {})}, verbose_name='minutes')),
                ('documents', wagtail.fields.StreamField([('document', 0)], blank=True, block_lookup={0: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'document', 'template': 'components/blocks/document.html'})}, verbose_name='documents')),
                ('amend_days', models.PositiveSmallIntegerField(default=7, help_text='So long after their first publication those who were there can ask for amendments.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)], verbose_name='days for amendments')),
                ('correction_note', models.CharField(blank=True, help_text='Needed once the minutes are published; published with the date.', max_length=300, verbose_name='what has changed')),
                ('event', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='minutes_pages', to='events.event')),
            ],
            options={
                'verbose_name': 'minutes',
                'verbose_name_plural': 'minutes',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='minutes', serialize=False, to='events.event')),
                ('published_at', models.DateTimeField()),
                ('amend_until', models.DateTimeField()),
                ('final_at', models.DateTimeField(null=True)),
                ('attended', models.PositiveIntegerField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.minutespage')),
            ],
            options={
                'verbose_name': 'minutes',
                'verbose_name_plural': 'minutes',
            },
        ),
        migrations.CreateModel(
            name='PaperBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='what it is')),
                ('count', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(500)], verbose_name='number of forms')),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('scan', models.FileField(upload_to=consultations.models.paper.scan_name, verbose_name='scan')),
                ('scan_type', models.CharField(max_length=20)),
                ('scan_sha256', models.CharField(max_length=64)),
                ('forgotten_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('form_key', models.UUIDField(unique=True)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_batches', to='consultations.consultation', verbose_name='consultation')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paper_batches', to='events.agendaitem', verbose_name='part')),
            ],
            options={
                'verbose_name': 'batch of paper forms',
                'verbose_name_plural': 'batches of paper forms',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='PaperEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('turn', models.PositiveSmallIntegerField()),
                ('is_void', models.BooleanField(default=False)),
                ('text', models.TextField(blank=True)),
                ('shown_name', models.CharField(blank=True, max_length=80)),
                ('stance', models.CharField(blank=True, max_length=8)),
                ('language', models.CharField(choices=[('id', 'Indonesian'), ('en', 'English')], default='id', max_length=2)),
                ('district', models.CharField(blank=True, choices=[('alang-alang-lebar', 'Alang-Alang Lebar'), ('bukit-kecil', 'Bukit Kecil'), ('gandus', 'Gandus'), ('ilir-barat-i', 'Ilir Barat I'), ('ilir-barat-ii', 'Ilir Barat II'), ('ilir-timur-i', 'Ilir Timur I'), ('ilir-timur-ii', 'Ilir Timur II'), ('ilir-timur-iii', 'Ilir Timur III'), ('jakabaring', 'Jakabaring'), ('kalidoni', 'Kalidoni'), ('kemuning', 'Kemuning'), ('kertapati', 'Kertapati'), ('plaju', 'Plaju'), ('sako', 'Sako'), ('seberang-ulu-i', 'Seberang Ulu I'), ('seberang-ulu-ii', 'Seberang Ulu II'), ('sematang-borang', 'Sematang Borang'), ('sukarami', 'Sukarami'), ('luar', 'Outside Palembang')], max_length=20)),
                ('form_key', models.UUIDField(unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('cleared_at', models.DateTimeField(null=True)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='consultations.paperbatch')),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.question')),
                ('typist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['batch', 'number', 'turn'],
            },
        ),
        migrations.CreateModel(
            name='PaperOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('agreed', models.BooleanField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='consultations.paperbatch')),
                ('comment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paper', to='consultations.comment')),
                ('settled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['batch', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Signatory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('participants', 'for those who took part'), ('officials', 'for the agency')], max_length=12, verbose_name='signs')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('role', models.CharField(max_length=120, verbose_name='office or part in the forum')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatories', to='consultations.minutes')),
            ],
            options={
                'ordering': ['side', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AgendaCommitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_commitments', to='directory.commitment')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_commitments', to='events.agendaitem')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'commitment'), name='agenda_commitment_once')],
            },
        ),
        migrations.CreateModel(
            name='ForumRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('signatories', models.JSONField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('form_key', models.UUIDField(unique=True)),
                ('scan', models.BinaryField(null=True)),
                ('scan_type', models.CharField(blank=True, max_length=20)),
                ('scan_sha256', models.CharField(blank=True, max_length=64)),
                ('signed_on', models.DateField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='consultations.minutes')),
            ],
            options={
                'ordering': ['minutes', 'number'],
                'constraints': [models.UniqueConstraint(fields=('minutes', 'number'), name='forum_record_once'), models.UniqueConstraint(condition=models.Q(('scan__isnull', False)), fields=('minutes',), name='forum_record_signed_once'), models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('published_by', None), ('scan', None), ('scan_sha256', ''), ('scan_type', ''), ('signed_on', None)), models.Q(('published_at__isnull', False), ('published_by__isnull', False), ('scan__isnull', False), ('scan_type__in', ['application/pdf', 'image/jpeg', 'image/png']), ('signed_on__isnull', False), models.Q(('scan_sha256', ''), _negated=True)), _connector='OR'), name='forum_record_signed_whole')],
            },
        ),
        migrations.CreateModel(
            name='AmendmentRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('erased_at', models.DateTimeField(null=True)),
                ('form_key', models.UUIDField(unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(blank=True, choices=[('changed', 'the minutes were changed'), ('kept', 'the minutes stay')], max_length=7)),
                ('answer', models.TextField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.agendaitem')),
                ('participant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.participant')),
                ('registration', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.registration')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='consultations.minutes')),
            ],
            options={
                'ordering': ['created_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['minutes'], name='amendment_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('participant__isnull', False), ('registration', None)), models.Q(('participant', None), ('registration__isnull', False)), _connector='OR'), name='amendment_asked_by_one'), models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='amendment_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None), ('outcome', '')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('outcome__in', ['changed', 'kept']), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='amendment_answered_in_words')],
            },
        ),
        migrations.CreateModel(
            name='MinutesChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('published', 'published'), ('amended', 'amended'), ('final', 'final'), ('corrected', 'corrected')], max_length=9)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='consultations.minutes')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['published', 'final']), models.Q(('reason', ''), _negated=True), _connector='OR'), name='minutes_change_has_reason'), models.CheckConstraint(condition=models.Q(('kind__in', ['published', 'amended', 'final', 'corrected'])), name='minutes_change_known'), models.UniqueConstraint(condition=models.Q(('kind__in', ['published', 'final'])), fields=('minutes', 'kind'), name='minutes_published_and_final_once')],
            },
        ),
        migrations.AddIndex(
            model_name='minutes',
            index=models.Index(condition=models.Q(('final_at', None)), fields=['amend_until'], name='minutes_not_final'),
        ),
        migrations.AddIndex(
            model_name='minutes',
            index=models.Index(condition=models.Q(('told_at', None)), fields=['published_at'], name='minutes_untold'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('amend_until__gt', models.F('published_at'))), name='minutes_can_be_amended_for_a_while'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('final_at', None), ('final_at__gte', models.F('amend_until')), _connector='OR'), name='minutes_final_after_amendments'),
        ),
        migrations.AddConstraint(
            model_name='paperbatch',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 1), ('count__lte', 500)), name='paper_batch_count'),
        ),
        migrations.AddConstraint(
            model_name='paperbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan_sha256', ''), _negated=True), models.Q(models.Q(models.Q(('scan', ''), _negated=True), ('forgotten_at', None)), models.Q(('forgotten_at__isnull', False), ('scan', '')), _connector='OR')), name='paper_batch_has_scan'),
        ),
        migrations.AddConstraint(
            model_name='paperentry',
            constraint=models.UniqueConstraint(fields=('batch', 'number', 'turn'), name='paper_entry_once'),
        ),
        migrations.AddConstraint(
            model_name='paperentry',
            constraint=models.UniqueConstraint(fields=('batch', 'number', 'typist'), name='paper_typed_by_two'),
        ),
        migrations.AddConstraint(
            model_name='paperentry',
            constraint=models.CheckConstraint(condition=models.Q(('turn__in', [1, 2])), name='paper_entry_turn'),
        ),
        migrations.AddConstraint(
            model_name='paperentry',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='paper_entry_number'),
        ),
        migrations.AddConstraint(
            model_name='paperentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_void', True), ('text', '')), models.Q(('cleared_at__isnull', False), ('text', '')), models.Q(('cleared_at', None), ('is_void', False), models.Q(('text', ''), _negated=True)), _connector='OR'), name='paper_entry_has_words'),
        ),
        migrations.AddConstraint(
            model_name='paperoutcome',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='paper_outcome_once'),
        ),
        migrations.AddConstraint(
            model_name='signatory',
            constraint=models.UniqueConstraint(fields=('minutes', 'name', 'role'), name='signatory_once'),
        ),
        migrations.AddConstraint(
            model_name='signatory',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['participants', 'officials'])), name='signatory_side_known'),
        ),
        migrations.RunSQL(FROZEN, NOT_FROZEN),
    ]
