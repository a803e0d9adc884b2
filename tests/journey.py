"""The acts of tests/test_journey.py: who does what, and what they then see."""

import csv
import re
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests import factories
from tests.accounts.mails import code_in
from tests.consultations import desk
from tests.pages import home
from tests.reader import Reader

SLUG = "pasar-malam"
PAGE, REPORT = f"/konsultasi/{SLUG}/", f"/konsultasi/{SLUG}/laporan/"
WRITE = f"/tanggapan/konsultasi/{SLUG}/tulis/"
EDITOR, FORM, ROW = "form#page-edit-form", "main form.form", "main .nice-padding form[method=POST i]"
DECISION, CODES = "form[data-desk-form]", "form[data-codes]"
PASSWORD = "perahu-di-musi-7"
LEFT_OUT = "published comment has neither a theme nor a disposition"
CONTACT = "pak.luar@contoh.invalid"


def minute(moment) -> str:
    """Return a moment as editors write it."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def days(number: float):
    """Return the moment so many days from now."""
    return timezone.now() + timedelta(days=number)


class Story:
    """The people of the story at their browsers, and the numbers of what they said."""

    def __init__(self, as_, mails, folder):
        self.mails, self.folder = mails, folder
        self.visitor = Reader("somebody")
        self.admin = Reader("admin", as_(factories.administrator(name="Admin")))
        self.rani = Reader("rani", as_(desk.communications(name="Rani Humas", language="en")))
        self.sari = Reader("sari", as_(desk.communications(name="Sari Humas")))
        self.bayu = Reader("bayu", as_(desk.analyst(name="Bayu Moderator")))
        self.dian = Reader("dian", as_(desk.analyst(name="Dian Moderator")))
        officer = desk.member("Agency officers", name="Intan Petugas", email="intan@contoh.invalid")
        self.intan = Reader("intan", as_(officer))
        self.residents: dict[str, Reader] = {}
        self.comments: dict[str, str] = {}
        self.themes: dict[str, str] = {}

    # --- Before -----------------------------------------------------------------------------------

    def the_office_is_set_up(self) -> None:
        """The administrator enters the agency and its officer; communications make the list of consultations."""
        self.admin.open("/admin/agencies/new/")
        self.admin.send(
            ROW, name="Dinas Perdagangan", name_en="Trade Office", short_name="Disdag", slug="disdag"
        )
        self.admin.open("/admin/agency_officers/new/")
        self.agency = self.admin.option("agency", "Dinas Perdagangan")
        self.admin.send(ROW, agency=self.agency, email="intan@contoh.invalid")
        fields = {"title": "Konsultasi Publik", "slug": "konsultasi"}
        self.index = self._draft("consultationindexpage", home().pk, **fields)
        self.rani.send(EDITOR, press="action-publish=1", **fields)
        self.visitor.open("/konsultasi/")

    def _draft(self, kind: str, parent, **fields) -> str:
        """Let Rani write the draft of a page; return its number."""
        self.rani.open(f"/admin/pages/add/consultations/{kind}/{parent}/")
        self.rani.send(EDITOR, **fields)
        return re.fullmatch(r"/admin/pages/(\d+)/edit/", self.rani.address).group(1)

    def a_consultation_is_announced(self) -> None:
        """Rani writes the page, Sari approves it: only then is it public. A question is added."""
        body = streamfield([("paragraph", rich_text("<p>Katakan pendapat Anda.</p>"))])
        self.facts = {
            "title": "Pasar malam",
            "slug": SLUG,
            "summary": "Di mana pasar malam boleh berdiri?",
            "agency": self.agency,
            "opens_at": minute(days(-20)),
            "closes_at": minute(days(2)),
        } | nested_form_data({"body": body})
        self.page = self._draft("consultationpage", self.index, **self.facts)
        self.rani.send(EDITOR, press="action-submit=1", **self.facts)
        self.visitor.open(PAGE, status=404)
        self.sari.open("/admin/").press_action("approve")
        assert "Katakan pendapat Anda" in self.visitor.open(PAGE).text

        self.rani.open("/admin/questions/new/")
        self.consultation = self.rani.option("consultation", "Pasar malam")
        self.rani.send(ROW, consultation=self.consultation, position="1", title="Di jalan mana?")
        assert "Di jalan mana?" in self.visitor.open(PAGE).text

    # --- Speaking ---------------------------------------------------------------------------------

    def residents_speak(self) -> None:
        """Six people sign up, one of them in English; they comment, reply, support, change and take back."""
        for name in ("budi", "rina", "joko", "dewi", "wati"):
            self._sign_up(name)
        self._sign_up("tono", "/en")
        self._say("budi", "Pasar malam jangan menutup Jalan Dempo.", stance="for")
        self._say("rina", "Lampu juga kurang.", to="budi")
        self._say("joko", "Setuju, jangan menutup Jalan Dempo.")
        self._say("dewi", "Petugasnya bodoh semua.")
        self._say("wati", "Saya keliru menulis ini.")
        self._say("tono", "When will the bridge be repaired?", prefix="/en")

        self.residents["joko"].open(f"{self.comments['budi']}dukung/").send(FORM)
        rina = self.residents["rina"].open(f"{self.comments['rina']}ubah/")
        rina.send(FORM, text="Lampu di lorong juga kurang terang.")
        self.residents["wati"].open(f"{self.comments['wati']}tarik/").send(FORM)

        text = self.visitor.open(PAGE).text
        assert "Lampu di lorong juga kurang terang." in text and "Lampu juga kurang." not in text
        assert "Saya keliru menulis ini." not in text
        assert "Lampu juga kurang." in self.visitor.open(f"{self.comments['rina']}riwayat/").text
        assert "Jalan Dempo" in self.residents["budi"].open("/tanggapan/saya/").text

    def _sign_up(self, name: str, prefix: str = "") -> None:
        reader = self.residents[name] = Reader(name)
        reader.open(f"{prefix}/akun/daftar/")
        reader.send(FORM, name=name.title(), email=self.mail_of(name), password1=PASSWORD, consent="on")
        reader.send(FORM, code=code_in(self.mails[-1]))

    @staticmethod
    def mail_of(name: str) -> str:
        return f"{name}@warga.invalid"

    def _say(self, name: str, text: str, *, to: str = "", prefix: str = "", **fields) -> None:
        reader = self.residents[name]
        reader.open(f"{self.comments[to]}balas/" if to else f"{prefix}{WRITE}").send(
            FORM, text=text, **fields
        )
        self.comments[name] = re.search(r"/tanggapan/\d+/$", reader.address).group()
        assert text in reader.text

    def number(self, name: str) -> str:
        return self.comments[name].split("/")[2]

    def moderators_decide(self) -> None:
        """Bayu hides one comment under a rule, for a reason that everybody reads; nobody reads the words any more."""
        self.bayu.open(f"/admin/moderation/{self.number('dewi')}/")
        self.bayu.send(DECISION, press="kind=hide", rule=self.bayu.option("rule", "1."), status=422)
        reason = "Ceritakan kejadiannya, jangan menghina petugas."
        self.bayu.send(DECISION, press="kind=hide", rule=self.bayu.option("rule", "1."), reason=reason)
        text = self.visitor.open(PAGE).text
        assert reason in text and "bodoh" not in text
        assert "bodoh" not in self.visitor.open(self.comments["dewi"]).text
        assert reason in self.visitor.follow("/keputusan/").text
        dewi = self.residents["dewi"].open(self.comments["dewi"])
        assert "bodoh" in dewi.text and dewi.link("/keberatan/")

    def others_are_heard_too(self) -> None:
        """Staff type in what stood on paper and hand out a receipt; a file brings what was said elsewhere."""
        self.rani.open("/admin/entry/")
        fields = {"channel": "paper", "received_at": timezone.localtime(days(-1)).strftime("%Y-%m-%dT%H:%M")}
        fields |= {
            "consultation": self.consultation,
            "shown_name": "Mbah Sumi",
            "text": "Kios saya jangan digusur.",
        }
        self.rani.send(ROW, **fields)
        self.comments["mbah"] = f"/tanggapan/{self.rani.address.split('/')[3]}/"
        code = self.rani.page.select_one(".slip__code").text
        assert len("".join(code.split())) >= 12
        assert code not in self.rani.open(self.rani.address).text  # shown this once
        assert "Kios saya jangan digusur." in self.visitor.open(self.comments["mbah"]).text

        rows = [
            {"id": "kotak:1", "participant": "kotak:p1", "name": "Pak Luar", "contact": CONTACT,
             "text": "Toilet umum tidak ada.", "received_at": days(-3).isoformat()},
        ]  # fmt: skip
        with (self.folder / "kotak.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        for _time in range(2):
            call_command("import_comments", str(self.folder / "kotak.csv"), consultation=SLUG)
        assert self.visitor.open(PAGE).text.count("Toilet umum tidak ada.") == 1
        article = self.visitor.page.find(string=re.compile("Toilet umum")).find_parent("article")
        self.comments["luar"] = f"/tanggapan/{article['id'].removeprefix('t')}/"

    # --- Closing, coding, answering -----------------------------------------------------------------

    def the_consultation_closes(self) -> None:
        """Closing earlier needs a reason; from then on nothing is taken, and the text comes back."""
        late = self.residents["budi"].open(WRITE)
        self.facts["closes_at"] = minute(timezone.now())
        self.rani.open(f"/admin/pages/{self.page}/edit/").send(EDITOR, press="action-publish=1", **self.facts)
        assert late.send(FORM, text="Sebelum ditutup.").text  # refused above: no reason was given
        self.comments["terlambat"] = late.address

        late.open(WRITE)
        self.rani.open(f"/admin/pages/{self.page}/edit/")
        reason = "Pasar pindah lebih cepat."
        self.rani.send(EDITOR, press="action-publish=1", **self.facts, change_reason=reason)
        assert reason in self.visitor.open(PAGE).text
        late.send(FORM, status=422, text="Saya terlambat.")
        assert "Saya terlambat." in late.page.select_one("textarea[readonly]").text

    def all_but_one_comment_is_coded(self) -> None:
        """Bayu makes two themes and gives every comment one, or says why it has none; the imported one is left."""
        for position, title in enumerate(("Tempat", "Penerangan dan toilet"), start=1):
            self.bayu.open(f"/admin/themes/new/?consultation={self.consultation}")
            self.bayu.send(ROW, consultation=self.consultation, position=str(position), title=title)
        self.bayu.open(f"/admin/consultations/{self.consultation}/")
        for link in self.bayu.page.select("a[href*='/admin/consultations/theme/']"):
            self.themes[link.text.strip()] = re.search(r"theme/(\d+)/", link["href"]).group(1)
        place, light = self.themes["Tempat"], self.themes["Penerangan dan toilet"]
        self._code("budi", themes=place)
        self._code("rina", themes=light)
        self._code("mbah", themes=[place])
        self._code("joko", disposition="duplicate_of", target=self.number("budi"))
        self._code("tono", disposition="out_of_scope", reason="Jembatan urusan Dinas PU.")
        self._code("terlambat", disposition="no_substance")

    def _code(self, name: str, **codes) -> None:
        self.bayu.open(f"/admin/coding/comment/{self.number(name)}/").send(CODES, **codes)

    def the_agency_answers_and_promises(self) -> None:
        """Intan answers both themes for her agency and promises something under one of them."""
        for number, text in zip(
            self.themes.values(), ("Kami pindahkan ke lapangan.", "Lampu ditambah."), strict=True
        ):
            self.intan.open(f"/admin/responses/new/?theme={number}")
            self.intan.send(ROW, theme=number, outcome="accepted", text=text, state="final")
        self.intan.open(f"/admin/consultations/theme/{self.themes['Tempat']}/commitment/new/")
        due = timezone.localdate() + timedelta(days=90)
        self.intan.send(ROW, what="Memindahkan pasar malam ke Lapangan Kamboja", due_on=due.isoformat())

    # --- The report -------------------------------------------------------------------------------

    def _report(self) -> dict:
        sections = [
            ("section", {"theme": number, "heading": "", "heard": rich_text(f"<p>Tentang {title}.</p>")})
            for title, number in self.themes.items()
        ]
        fields = {
            "title": "Laporan pasar malam",
            "slug": "laporan",
            "introduction": "Kami bertanya, Anda menjawab.",
        }
        return fields | nested_form_data({"body": streamfield(sections)})

    def the_report_is_refused_while_one_comment_is_left_out(self) -> None:
        """Rani wants to publish; the editor says what is missing and leads there."""
        self.report = self._draft("followupreportpage", self.page, **self._report())
        self.rani.send(EDITOR, press="action-publish=1", **self._report())
        assert f"1 {LEFT_OUT}" in " ".join(self.rani.page.text.split())
        self.visitor.open(REPORT, status=404)
        remaining = self.rani.link(rf"/admin/coding/{self.consultation}/\?show=remaining", "a[href]")
        assert "Toilet umum tidak ada." in self.bayu.open(remaining).text
        assert len(self.bayu.page.select("[data-card]")) == 1
        self.bayu.send(CODES, themes=self.themes["Penerangan dan toilet"])

    def the_report_is_published(self) -> None:
        """Now it can be; the worker mails everybody who spoke, once."""
        self._publish_report()
        text = self.visitor.open(REPORT).text
        assert "Kami pindahkan ke lapangan." in text and "Memindahkan pasar malam" in text
        self.mails.clear()
        call_command("worker", "--once")
        about_report = [
            mail for mail in self.mails if REPORT in mail.body or "/tanggapan/hasil/" in mail.body
        ]
        reached = sorted(address for mail in about_report for address in mail.to)
        assert reached == sorted([*map(self.mail_of, self.residents), CONTACT])
        assert all(mail.extra_headers["List-Unsubscribe"] for mail in about_report)
        self.to_luar = next(mail for mail in about_report if mail.to == [CONTACT])
        call_command("worker", "--once")
        assert len([mail for mail in self.mails if mail.to == [CONTACT]]) == 1

    def _publish_report(self, **more) -> None:
        self.rani.open(f"/admin/pages/{self.report}/edit/")
        self.rani.send(EDITOR, press="action-publish=1", **self._report(), **more)

    # --- What became of it --------------------------------------------------------------------------

    def everybody_finds_their_place_in_two_clicks(self) -> None:
        """Inbox, notice, section: for comments with a theme, repeated, out of scope, hidden and withdrawn."""
        lands = {
            "budi": "Kami pindahkan ke lapangan.",
            "rina": "Lampu ditambah.",
            "joko": "Kami pindahkan ke lapangan.",
            "dewi": "",
            "wati": "",
        }
        for name, answer in lands.items():
            reader = self._from_the_inbox(name, "")
            assert answer in reader.target().parent.text, name
        assert self.residents["dewi"].fragment == self.residents["wati"].fragment == "moderasi"
        for name in lands:  # and from the comment's own page, in one
            assert self.residents[name].open(self.comments[name]).follow(rf"{REPORT}#").target()
        assert "Jembatan" not in self.visitor.open(REPORT).text

    def _from_the_inbox(self, name: str, prefix: str) -> Reader:
        reader = self.residents[name].open(f"{prefix}/akun/kotak-masuk/")
        reader.send(".inbox form")  # first click: the newest notice
        assert reader.address.startswith(f"{prefix}/tanggapan/hasil/"), reader.address
        reader.follow(rf"^{prefix}{REPORT}#")  # second click
        assert reader.target() is not None
        return reader

    def who_has_no_account_finds_it_from_the_mail(self) -> None:
        """The mail to the imported comment's author leads to the section; its comment's page does so too."""
        addresses = re.findall(r"https?://[^/\s]+(/\S+)", self.to_luar.body)
        section = next(address for address in addresses if "#" in address)
        reader = Reader("luar").open(section)
        assert "Lampu ditambah." in reader.target().parent.text
        assert "Toilet umum" in reader.follow(f"/tanggapan/tema/{self.themes['Penerangan dan toilet']}/").text
        for name, answer in (("luar", "Lampu ditambah."), ("mbah", "Kami pindahkan ke lapangan.")):
            reader.open(self.comments[name]).follow(rf"{REPORT}#")
            assert answer in reader.target().parent.text

    def the_same_can_be_read_in_english(self) -> None:
        """Under /en/ the interface is English; what is only Indonesian says so; the trace leads as far."""
        tono = self._from_the_inbox("tono", "/en")
        assert tono.fragment == "disposisi-out_of_scope"
        for address in (
            "/",
            "/konsultasi/",
            PAGE,
            REPORT,
            self.comments["budi"],
            "/tanggapan/aturan/",
            "/akun/masuk/",
        ):
            self.visitor.open(f"/en{address}")
            assert self.visitor.page.html["lang"] == "en", address
        assert self.visitor.open(f"/en{REPORT}").page.find("main")["lang"] == "id"
        trace = self.visitor.open(f"/en{self.comments['budi']}").page.select_one(".trace")
        assert "Answered by" in trace.text
        assert "Kami pindahkan" in self.visitor.follow(f"^/en{REPORT}#").target().parent.text

    def what_is_restored_later_waits_for_the_next_version(self) -> None:
        """Dian shows the hidden comment again: it is since publication, and only the next version needs it."""
        self.dian.open(f"/admin/moderation/{self.number('dewi')}/").send(DECISION, press="kind=restore")
        assert "Since publication" in self.visitor.open(f"/en{self.comments['dewi']}").text
        self.visitor.open(REPORT)
        self._publish_report(version_note="Satu tanggapan ditambahkan.")
        assert f"1 {LEFT_OUT}" in " ".join(self.rani.page.text.split())
        self._code("dewi", themes=self.themes["Tempat"])
        theme = f"/en/tanggapan/tema/{self.themes['Tempat']}/"
        chips = [chip.text.strip() for chip in self.visitor.open(theme).page.select(".chip--warn")]
        assert chips == ["since publication"]
        self._publish_report(version_note="Satu tanggapan ditambahkan.")
        assert not self.visitor.open(theme).page.select(".chip--warn")
        assert (
            "Kami pindahkan"
            in self.visitor.open(self.comments["dewi"]).follow(rf"{REPORT}#").target().parent.text
        )
