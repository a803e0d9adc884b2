"""The closed consultation whose report is published: one-stop services."""

from demo.content.pelayanan_satu_atap_report import ANSWERS, PROMISES, REPORT, THEMES
from demo.content.pelayanan_satu_atap_threads import THREADS
from demo.content.shapes import Consultation, Question

CONSULTATION = Consultation(
    slug="pelayanan-satu-atap",
    title="Pelayanan satu atap yang sungguh satu",
    title_en="One-stop services that really are one stop",
    agency="dpmptsp",
    intro="Gedung pelayanan satu atap dibuat supaya Anda tidak berkeliling kota. Ternyata banyak yang "
    "berkeliling di dalamnya. Kami bertanya di mana alurnya macet.",
    body=(
        "Lebih dari 40 jenis izin diurus di gedung ini oleh beberapa perangkat daerah. Setiap bagian "
        "punya meja, stempel, dan daftarnya sendiri.",
        "Ceritakan urusan terakhir Anda dari pintu masuk sampai selesai: berapa loket, berapa hari, "
        "berapa kali pulang karena kurang syarat, dan apakah ada yang meminta uang.",
        "Konsultasi ini sudah ditutup dan Laporan Tindak Lanjutnya sudah terbit. Setiap tanggapan "
        "menunjukkan di bagian mana laporan menjawabnya.",
    ),
    questions=(
        Question(
            "Di loket mana Anda tersendat, dan mengapa?",
            "Sebutkan urusannya dan berapa kali Anda berpindah.",
            "At which counter did you get stuck, and why?",
            "Name the service and how often you were sent elsewhere.",
        ),
        Question(
            "Apakah syarat dan layanan daringnya jelas?",
            "Bandingkan yang tertulis di situs dengan yang diminta di loket.",
            "Were the requirements and online services clear?",
            "Compare what the site says with what the counter asked for.",
        ),
        Question(
            "Apakah biaya dan waktunya sesuai dengan yang tertulis?",
            "Bila ada yang menawarkan jasa atau meminta uang, ceritakan tanpa menyebut nama orang.",
            "Were fees and times as written?",
            "If anyone offered a service or asked for money, tell us without naming people.",
        ),
    ),
    opens_days=-95,
    closes_days=-60,
    moderation="post",
    threads=THREADS,
    themes=THEMES,
    answers=ANSWERS,
    promises=PROMISES,
    report=REPORT,
)
