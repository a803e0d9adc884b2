"""Loads the demonstration content: invented people, agencies, forums and consultations about Palembang."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from consultations.delivery import deliver_report
from consultations.models import Consultation, ReportVersion
from demo.content import CONSULTATIONS
from demo.content.english import ENGLISH
from demo.loading.discussion import load_threads, tell_of_last_replies
from demo.loading.forum_days import load_forum_days
from demo.loading.moderation import load_moderation
from demo.loading.outcome import load_answers, load_codes, load_promises, load_themes
from demo.loading.pages import (
    load_consultation_index,
    load_consultation_page,
    load_events,
    load_report_page,
    load_texts,
    paragraphs,
    translate,
)
from demo.loading.people import CAST, load_agencies, load_people, load_staff
from demo.loading.report_blocks import body_of

REPORT_AGE = timedelta(days=45)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        """Load what is missing; a second run finds everything there and changes nothing."""
        self.agencies = load_agencies()
        self.people = load_people(self.agencies)
        self.staff = load_staff()
        # In the order of the menu.
        self.index = load_consultation_index(self.staff["communications"])
        load_events(self.agencies, self.staff["communications"])
        load_texts(self.staff["communications"])
        for told in CONSULTATIONS:
            if not Consultation.objects.filter(slug=told.slug).exists():
                self.load(told)
        load_forum_days(self.staff["communications"])
        load_moderation(self.people, self.staff)
        self.stdout.write("The demonstration content is there.")

    def load(self, told) -> None:
        """Load one consultation with all that was said in it and came of it."""
        self.stdout.write(f"Loading {told.title} …")
        page = load_consultation_page(self.index, told, self.agencies, self.staff["communications"])
        consultation = page.consultation
        if told.slug in ENGLISH:
            summary, body = ENGLISH[told.slug]
            by = self.staff["communications"]
            translate(page, by, title=told.title_en, summary=summary, body=paragraphs(body))
        ids = load_threads(consultation, told, self.people, self.staff, self.agencies)
        tell_of_last_replies(consultation, self.people[CAST["resident"]])
        themes = load_themes(consultation, told)
        load_codes(consultation, told, ids, themes, self.staff["moderator"])
        load_answers(told, themes, self.agencies)
        load_promises(told, themes, self.agencies)
        if told.report:
            at = timezone.now() - REPORT_AGE
            body = body_of(told, themes, self.staff["moderator"])
            report = load_report_page(page, told, body, self.staff["communications"], at)
            deliver_report.call(ReportVersion.objects.get(page=report).pk)
