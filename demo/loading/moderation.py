"""What moderators of the demonstration have at hand and did lately: saved replies, a masked number, a warning that its
person objects to. By the verbs, so at the moment of loading."""

import uuid

from accounts.models import User
from consultations import actions
from consultations.models import Consultation, Measure, Participant, RuleVersion, SavedReply

REPLIES = [  # title, number of the rule, Indonesian, English
    (
        "Menyerang orangnya",
        1,
        "Kritik terhadap layanannya boleh setajam apa pun. Bagian yang menyerang orangnya tidak kami terbitkan; "
        "silakan tulis lagi tanpa bagian itu.",
        "Criticism of the service may be as sharp as you like. What attacks a person is not published; please write "
        "again without it.",
    ),
    (
        "Nomor telepon atau alamat",
        2,
        "Tanggapan ini memuat data pribadi seseorang. Silakan tulis lagi tanpa data itu.",
        "This comment holds somebody's personal data. Please write again without it.",
    ),
    (
        "Iklan",
        4,
        "Ini tempat membicarakan […], bukan tempat menawarkan barang atau jasa.",
        "This is a place to talk about […], not to offer goods or services.",
    ),
]
NUMBER = "0812-0000-0000"
SAID = f"Perahu yang biasa saya tumpangi berangkat pukul 06.10, tanyakan saja ke juragannya di {NUMBER}."
WARNED = "Beberapa kali menyebut petugas dengan kata kasar, juga setelah diingatkan."
OBJECTION = "Saya menyebut pelayanannya, bukan orangnya. Mohon dibaca lagi."


def load_moderation(people: dict[str, User], staff: dict[str, User]) -> None:
    """Load it where no reply is saved yet."""
    moderator = staff["moderator"]
    if SavedReply.objects.exists():
        return
    rules = {version.rule.number: version for version in RuleVersion.objects.in_force()}
    for title, number, text, text_en in REPLIES:
        words = {"title": title, "rule": rules[number].rule, "text": text, "text_en": text_en}
        actions.save_reply(actor=moderator, words=words)
    lively = Consultation.objects.open().filter(moderation="post").order_by("pk").first()
    speakers = Participant.objects.filter(consultation=lively, kind="resident", account__isnull=False)
    speaker = speakers.exclude(account__email__endswith="example").select_related("account").first()
    _mask(lively, speaker.account, moderator, rules[2])
    _warn(speaker.account, moderator, rules[1])


def _mask(consultation: Consultation, author: User, moderator: User, rule: RuleVersion) -> None:
    comment = actions.submit_comment(
        consultation_id=consultation.pk, account=author, text=SAID, form_key=uuid.uuid4()
    )
    actions.redact(
        comment.pk,
        actor=moderator,
        passages=[NUMBER],
        version_id=comment.version_id,
        rule_version=rule,
        reason="Nomor telepon orang lain disamarkan; selebihnya tetap terbaca.",
    )


def _warn(account: User, moderator: User, rule: RuleVersion) -> None:
    measure = actions.take_measure(
        account.pk, actor=moderator, kind=Measure.Kind.WARN, rule_version=rule, reason=WARNED
    )
    actions.appeal_measure(measure.pk, account=account, words=OBJECTION)
