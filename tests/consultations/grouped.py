"""A closed consultation with enough said on three matters to be grouped, for the tests of suggestions."""

from accounts.models import User
from consultations.models import Comment, Consultation, SuggestionRun
from consultations.suggesting.running import read_comments, request_run
from tests.consultations import desk

LAMPS = [
    "Lampu jalan di gang kami mati sejak bulan lalu, gelap sekali.",
    "Lampunya mati terus, jalan jadi gelap dan rawan.",
    "Mohon lampu jalan diganti, gelap bgt kalo malam.",
    "Gelap! Lampu jalan tdk pernah nyala.",
    "Jalan gelap krn lampu rusak, tolong diperbaiki lampunya.",
    "Lampu penerangan jalan mati semua di lorong dua.",
]
BINS = [
    "Truk sampah datang terlambat, sampah menumpuk di depan pasar.",
    "Sampah menumpuk dan bau, truknya gak datang-datang.",
    "Truk sampah yg datang cuma seminggu sekali, sampahnya menumpuk.",
    "Tong sampah kurang, sampah dibuang ke sungai.",
    "Sampah di pasar bau dan menumpuk, mohon truk tambahan.",
    "Tolong truk sampah datang tiap pagi supaya sampah tidak menumpuk.",
]
QUEUES = [
    "Antre di loket kelurahan lama sekali, petugasnya cuma satu.",
    "Loket hanya satu, antrean panjang sampai siang.",
    "Petugas loket lambat, antre dari pagi belum dipanggil.",
    "Nomor antrean loket habis jam delapan, petugas kurang.",
    "Antrean loket bikin capek, tambah petugas dong.",
    "Mengurus KTP antre lama, loketnya sedikit.",
]


def consultation() -> Consultation:
    """Let twelve and six people speak of lamps, bins and queues; then close."""
    row = desk.consultation()
    for lamp, bin_, queue in zip(LAMPS, BINS, QUEUES, strict=True):
        for text in (lamp, bin_, queue):
            desk.say(row, text)
    return desk.close(row)


def comment(row: Consultation, text: str) -> Comment:
    """Return the comment that says this."""
    return Comment.objects.get(consultation=row, version__text=text)


def read(row: Consultation, by: User) -> SuggestionRun:
    """Have the comments read; return the finished run."""
    run = request_run(row, by)
    read_comments.call(run.pk)
    run.refresh_from_db()
    assert run.state == SuggestionRun.State.DONE
    return run
