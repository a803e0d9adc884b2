"""The rows of a discussion, as lines for COPY: what was invented becomes participants, comments and all about them."""

from datetime import UTC, datetime, timedelta

from benchmarks import discussion
from benchmarks.discussion import OFFICIALS, READER, Discussion
from benchmarks.loading import Progress, copy, next_id
from benchmarks.texts import texts

NEW = 200  # comments that the reader has not read, at any size
NAMES = "Ani Budi Citra Dewi Eko Fajar Gita Hasan Indah Joko Kartika Lukman Maya Nurul Okta Putri Rizki Sari".split()
SURNAMES = "Anggraini Effendi Firmansyah Gunawan Hidayat Iskandar Kurniawan Lestari Nasution Pratama Wulandari".split()


class Filler:
    """Writes a discussion into its consultation."""

    def __init__(
        self, cursor, found: Discussion, consultation, people, spoken: list[str], progress: Progress
    ):
        self.cursor, self.found, self.progress = cursor, found, progress
        self.consultation = consultation
        self.reader, self.accounts, self.supporters = people
        self.spoken = spoken
        self.begun = datetime.now(UTC) - timedelta(days=discussion.DAYS, hours=1)
        self.people = next_id(cursor, "consultations_participant", found.participants)
        self.first = next_id(cursor, "consultations_comment", found.size)
        self.version = next_id(cursor, "consultations_commentversion", found.size)
        self.questions = [
            "\\N",
            *map(str, consultation.questions.order_by("pk").values_list("pk", flat=True)),
        ]

    def at(self, microseconds: int) -> str:
        """Return the moment of the discussion as PostgreSQL reads it."""
        return (self.begun + timedelta(microseconds=microseconds)).isoformat()

    def fill(self) -> None:
        """Write everything: participants, texts, comments, supports, decisions, the total, how far the reader read."""
        size, only = self.found.size, self.progress
        copy(self.cursor, "consultations_participant",
             "id, consultation_id, account_id, shown_name, kind, agency_id, channel, contact, language, source, "
             "source_id, created_at", self._participants(), only, self.found.participants)  # fmt: skip
        copy(self.cursor, "consultations_commentversion",
             "id, comment_id, created_at, number, text, body_html, excerpt_html",
             self._versions(), only, size)  # fmt: skip
        copy(
            self.cursor,
            "consultations_textsketch",
            "version_id, shingles, keys",
            self._sketches(),
            only,
            size,
        )
        copy(self.cursor, "consultations_comment",
             "id, consultation_id, question_id, parent_id, thread_id, depth, participant_id, status, channel, "
             "language, stance, received_at, published_at, withdrawn_at, source, source_id, version_id, reply_count, "
             "descendant_count, support_count, for_count, against_count, official_count, latest_at, coding",
             self._comments(), only, size)  # fmt: skip
        copy(self.cursor, "consultations_support", "comment_id, user_id, created_at", self._supports(), only)
        copy(self.cursor, "consultations_moderationdecision",
             "comment_id, consultation_id, version_id, kind, from_status, to_status, rule_version_id, reason, note, "
             "actor_id, at", self._decisions(), only)  # fmt: skip
        self._totals()

    def _participants(self):
        created, agency = self.begun.isoformat(), self.consultation.agency_id
        for number in range(self.found.participants):
            account, kind, office, name = (
                "\\N",
                "resident",
                "\\N",
                f"{NAMES[number % 18]} {SURNAMES[number % 11]}",
            )
            if number < OFFICIALS:
                kind, office = "official", agency
            elif number == READER:
                account, name = self.reader, "Pembaca"
            elif number <= READER + self.found.accounts:
                account = self.accounts[number - READER - 1]
            elif number % 10 == 0:
                kind = "guest"
            yield (
                f"{self.people + number}\t{self.consultation.pk}\t{account}\t{name}\t{kind}\t{office}\tweb\t\tid\t\t\t"
                f"{created}\n"
            )

    def _versions(self):
        many, first, version = len(self.spoken), self.first, self.version
        for place, moment in enumerate(self.found.moment):
            said = self.spoken[place * 7919 % many]
            yield f"{version + place}\t{first + place}\t{self.at(moment)}\t1\t{said}\n"

    def _sketches(self):
        from consultations.sketching import BLOCK, sketch

        found = [sketch(text, self.consultation.pk) for text in texts()]
        for place in range(self.found.size):
            of, version = found[place * 7919 % len(found)], self.version + place
            keys = of.shingles + [word ^ (version >> BLOCK) for word in of.words]
            yield f"{version}\t{len(of.shingles)}\t{{{','.join(map(str, keys))}}}\n"

    def _comments(self):
        found, first = self.found, self.first
        for place, above in enumerate(found.parent):
            status, moment = found.status[place], self.at(found.moment[place])
            parent = first + above if above >= 0 else "\\N"
            public = moment if found.standing(place) else "\\N"
            latest = self.at(found.latest[place]) if above < 0 and found.latest[place] else "\\N"
            gone = self.at(found.moment[place] + 7_200_000_000) if status == "withdrawn" else "\\N"
            channel = "web" if place % 16 else ("forum", "paper", "phone")[place // 16 % 3]
            yield (
                f"{first + place}\t{self.consultation.pk}\t{self.questions[found.question[place]]}\t{parent}\t"
                f"{first + found.root[place]}\t{found.depth[place]}\t{self.people + found.author[place]}\t{status}\t"
                f"{channel}\tid\t{found.stance[place]}\t{moment}\t{public}\t{gone}\t\t\t{self.version + place}\t"
                f"{found.replies[place]}\t{found.descendants[place]}\t{found.supports[place]}\t{found.pro[place]}\t"
                f"{found.contra[place]}\t{found.official[place]}\t{latest}\t\n"
            )

    def _supports(self):
        many = len(self.supporters)
        for place, supports in enumerate(self.found.supports):
            if supports:
                moment = self.at(self.found.moment[place])
                for number in range(place, place + supports):
                    yield f"{self.first + place}\t{self.supporters[number % many]}\t{moment}\n"

    def _decisions(self):
        from accounts.models import User
        from consultations.models import RuleVersion

        rule, system = RuleVersion.objects.in_force().first().pk, User.objects.system().pk
        kinds = {"hidden": "hide", "rejected": "reject", "withdrawn": "withdraw"}
        for place, status in enumerate(self.found.status):
            if kind := kinds.get(status):
                before, reason = "pending" if kind == "reject" else "published", "Menyebut nama orang."
                cited = f"{rule}\t{reason}" if kind != "withdraw" else "\\N\t"
                actor = self.accounts[place % len(self.accounts)] if kind == "withdraw" else system
                yield (
                    f"{self.first + place}\t{self.consultation.pk}\t{self.version + place}\t{kind}\t{before}\t"
                    f"{status}\t{cited}\t\t{actor}\t{self.at(self.found.moment[place] + 3_600_000_000)}\n"
                )

    def _totals(self) -> None:
        from consultations.models import ReadMark

        found = self.found
        published = [place for place in range(found.size) if found.status[place] == "published"]
        # The triggers have counted changes meanwhile, in whatever part.
        self.consultation.tallies.update_or_create(
            shard=0,
            defaults={
                "published": len(published),
                "decisions": sum(status in ("hidden", "rejected") for status in found.status),
                "threads": sum(
                    above < 0 and found.standing(place) for place, above in enumerate(found.parent)
                ),
            },
        )
        last_read = published[-NEW - 1]
        ReadMark.objects.create(
            consultation=self.consultation,
            user_id=self.reader,
            read_at=self.begun + timedelta(microseconds=found.moment[last_read]),
            read_id=self.first + last_read,
        )
