"""Where everything stands in the demonstration's content: people, and the addresses that tests look at."""

import uuid
from functools import cached_property

from django.urls import reverse
from django.utils import translation

from accounts.models import User
from consultations.actions import appeal_measure, open_draft
from consultations.models import (
    Comment,
    Consultation,
    DraftOpening,
    Measure,
    ModerationDecision,
    ReportVersion,
    SuggestedGroup,
)
from consultations.suggesting.running import read_comments, request_run
from directory.models import Commitment
from events.actions import register
from events.models import Event, Registration
from tests.consultations.conduct import take

LIVELY, CLOSED, REPORTED, COMING = (
    "layanan-dukcapil",
    "sampah-pasar",
    "pelayanan-satu-atap",
    "trotoar-dan-penyeberangan",
)


class Site:
    """The demonstration, found by what matters in it."""

    def user(self, name: str) -> User:
        """Return the account of the demonstration: warga, humas, moderator, petugas or admin."""
        return User.objects.get(email=f"{name}@rembuk.example")

    @cached_property
    def lively(self) -> Consultation:
        return Consultation.objects.get(slug=LIVELY)

    @cached_property
    def closed(self) -> Consultation:
        return Consultation.objects.get(slug=CLOSED)

    @cached_property
    def deepest(self) -> Comment:
        return Comment.objects.published().order_by("-depth", "pk").first()

    @cached_property
    def version(self) -> ReportVersion:
        return ReportVersion.objects.get()

    def said_by(self, user: User, **which) -> Comment:
        """Return the first of a person's published comments."""
        return Comment.objects.published().filter(participant__account=user, **which).order_by("pk").first()

    def to_answer(self, user: User) -> Comment:
        """Return a comment of the lively consultation that somebody else wrote."""
        others = (
            self.lively.comments.published()
            .filter(participant__kind="resident")
            .exclude(participant__account=user)
        )
        return others.order_by("pk").first()

    def warning(self) -> Measure:
        """Return a warning to the resident of the demonstration, which is objected to."""
        siti = self.user("warga")
        if siti.measures.exists():
            return siti.measures.get()
        own = self.said_by(siti, consultation=self.lively)
        warning = take(siti, "warn", by=self.user("moderator"), comment_id=own.pk)
        appeal_measure(warning.pk, account=siti, words="Saya hanya mengkritik layanannya.")
        return warning

    def promise(self, state: str) -> int:
        """Return the number of a commitment that is kept, with pictures and files, or late."""
        rows = Commitment.objects.public()
        found = rows.filter(status="kept", pieces__isnull=False) if state == "kept" else rows.overdue()
        return found.order_by("pk").first().pk

    def opening(self) -> DraftOpening:
        """Return the draft of the report that is open to those whom it summarises."""
        running = DraftOpening.objects.running().first()
        page = self.version.page
        return running or open_draft(page.pk, actor=self.user("moderator"), days=7, form_key=uuid.uuid4())

    def group(self) -> SuggestedGroup:
        """Return a group of like comments of the consultation that is being coded."""
        if not SuggestedGroup.objects.exists():
            read_comments.call(request_run(self.closed, self.user("moderator")).pk)
        return SuggestedGroup.objects.first()

    @property
    def forum(self) -> Event:
        """The forum for which one registers."""
        return Event.objects.get(pages__slug="forum-antrean-dukcapil", pages__locale__language_code="id")

    @property
    def held(self) -> Event:
        """The forum that was held, and whose minutes can still be amended."""
        return Event.objects.get(pages__slug="forum-sampah-pasar", pages__locale__language_code="id")

    def place(self) -> Registration:
        """Return the place that the resident of the demonstration has at it."""
        siti = self.user("warga")
        return siti.event_registrations.first() or register(
            self.forum.pk, form_key=uuid.uuid4(), account=siti
        )

    def comments_address(self, name: str, pk: int) -> str:
        return reverse(f"consultations:{name}", args=[pk])

    def public(self, language: str) -> list[str]:
        """Return the addresses that visitors read, in one language."""
        self.warning()
        hidden = ModerationDecision.objects.filter(kind="hide").order_by("pk").first()
        edited = Comment.objects.published().filter(edited_at__isnull=False).order_by("pk").first()
        withdrawn = Comment.objects.filter(status="withdrawn").order_by("pk").first()
        prefix = "" if language == "id" else f"/{language}"
        with translation.override(language):
            of_comments = [
                self.comments_address("comment", self.deepest.pk),
                self.comments_address("comment", hidden.comment_id),
                self.comments_address("comment", withdrawn.pk),
                self.comments_address("history", edited.pk),
                self.comments_address("decision", hidden.pk),
                self.comments_address("theme", self.version.sections.first().theme_id),
                self.comments_address("report_version", self.version.pk),
                reverse("consultations:rules"),
                reverse("consultations:log"),
                reverse("consultations:measures_log"),
                reverse("consultations:open_data", args=[REPORTED]),
                reverse("consultations:report_file", args=[self.version.pk]),
                reverse("directory:board"),
                reverse("directory:board") + "?keadaan=terlambat",
                *(
                    reverse("directory:commitment", args=[pk])
                    for pk in (self.promise("kept"), self.promise("late"))
                ),
                reverse("receipts:look_up"),
                reverse("events:by_code"),
                reverse("events:register", args=[self.forum.pk]),
                reverse("events:questions", args=[self.forum.pk]),
                reverse("events:live", args=[self.forum.pk]),
                reverse("events:live", args=[self.forum.pk]) + "?layar=1",
                reverse("consultations:amendments", args=[self.held.pk]),
                reverse("consultations:said", args=[self.held.notes.first().item_id]),
                reverse("consultations:thread", args=[LIVELY]) + "?urutan=dukungan",
            ]
        return of_comments + [
            f"{prefix}{path}"
            for path in (
                "/",
                "/konsultasi/",
                f"/konsultasi/{LIVELY}/",
                f"/konsultasi/{COMING}/",
                f"/konsultasi/{REPORTED}/",
                f"/konsultasi/{REPORTED}/laporan/",
                "/forum/",
                f"/forum/?bulan={self.forum.starts_at:%Y-%m}",
                "/forum/forum-antrean-dukcapil/",
                "/forum/forum-hasil-satu-atap/",
                "/forum/forum-hasil-satu-atap/notulen/",
                "/forum/forum-sampah-pasar/",
                "/forum/forum-sampah-pasar/notulen/",
                "/tentang/",
                "/akun/masuk/",
                "/akun/daftar/",
                "/akun/masuk/kode/",
                "/tidak-ada/",
            )
        ]

    def personal(self, language: str) -> list[str]:
        """Return the addresses that the resident of the demonstration reads or writes at, in one language."""
        siti = self.user("warga")
        own, other = self.said_by(siti, consultation=self.lively), self.to_answer(siti)
        participant = siti.participations.get(consultation__slug=REPORTED)
        with translation.override(language):
            return [
                reverse("consultations:mine"),
                reverse("events:mine"),
                reverse("events:place", args=[self.place().pk]),
                reverse("events:cancel", args=[self.place().pk]),
                reverse("events:questions", args=[self.place().event_id]),
                reverse("consultations:measure", args=[self.warning().pk]),
                reverse("consultations:my_measures"),
                reverse("consultations:outcome", args=[participant.pk]),
                reverse("consultations:draft", args=[self.opening().pk]),
                reverse("directory:commitment", args=[self.promise("late")]),
                reverse("directory:follow_commitment", args=[self.promise("late")]),
                reverse("accounts:inbox"),
                reverse("accounts:settings"),
                reverse("consultations:submit", args=[LIVELY]),
                reverse("consultations:follow", args=[LIVELY]),
                self.comments_address("reply", other.pk),
                self.comments_address("support", other.pk),
                self.comments_address("flag", other.pk),
                self.comments_address("edit", own.pk),
                self.comments_address("withdraw", own.pk),
                self.comments_address("comment", own.pk),
            ]

    def desks(self) -> dict[str, list[str]]:
        """Return our own pages of the admin, by the account that works there."""
        reported = Comment.objects.filter(flags__isnull=False).order_by("pk").first()
        return {
            "moderator": [
                reverse("moderation_queue"),
                reverse("moderation_item", args=[reported.pk]),
                reverse("moderation_person", args=[self.warning().account_id]),
                reverse("coding_index"),
                reverse("coding_desk", args=[self.closed.pk]),
                reverse("coding_item", args=[self.closed.comments.published().first().pk]),
                reverse("coding_suggestions", args=[self.group().run.consultation_id]),
                reverse("coding_group", args=[self.group().pk]),
                reverse("right_of_reply", args=[self.opening().consultation_id]),
                reverse("consultation_overview", args=[self.closed.pk]),
                reverse("theme_overview", args=[self.closed.themes.first().pk]),
                reverse("enter_comment"),
            ],
            "petugas": [
                reverse("responses:add"),
                reverse("commitments:index"),
                reverse("commitments:edit", args=[self.promise("kept")]),
                reverse("commitments:evidence", args=[self.promise("kept")]),
            ],
            "humas": [
                reverse("questions:add"),
                reverse("consultation_list"),
                reverse("registration_events"),
                reverse("registrations", args=[self.forum.pk]),
                reverse("forums"),
                reverse("forum", args=[self.forum.pk]),
                reverse("forum", args=[self.held.pk]),
                reverse("paper_batches"),
                reverse("new_paper_batch"),
            ],
        }
