"""The lively open consultation: queues and online services for population documents."""

from demo.content import layanan_dukcapil_threads_a as a
from demo.content import layanan_dukcapil_threads_b as b
from demo.content import layanan_dukcapil_threads_c as c
from demo.content.shapes import Consultation, Question

CONSULTATION = Consultation(
    slug="layanan-dukcapil",
    title="Antrean dan layanan daring kependudukan",
    title_en="Queues and online services for population documents",
    agency="disdukcapil",
    intro="Mengurus KTP, kartu keluarga, dan akta masih terlalu lama. Sebelum cara antre diubah, kami "
    "bertanya kepada Anda yang menunggu.",
    body=(
        "Setiap hari lima kantor kami melayani sekitar 420 nomor antrean. Separuhnya dibagi lewat aplikasi, "
        "separuhnya di tempat. Ada usul menaikkan bagian daring menjadi 70 persen. Ada juga yang meminta "
        "sebaliknya.",
        "Kami juga ingin tahu urusan apa yang sebaiknya selesai di dekat rumah: di kelurahan, di "
        "kecamatan, di mobil keliling, atau di tempat bidan. Dan bila Anda pernah mencoba layanan daring "
        "lalu menyerah, di bagian mana Anda menyerah.",
        "Petugas kami ikut membaca dan membalas. Yang dapat diperbaiki segera, kami perbaiki selama "
        "konsultasi berjalan. Yang perlu keputusan atau biaya, kami jawab di Laporan Tindak Lanjut, 30 "
        "hari sesudah penutupan.",
        "Mohon tidak menulis NIK, nomor telepon, atau alamat rumah, milik sendiri ataupun orang lain. "
        "Bila urusan Anda sedang macet, ceritakan kejadiannya saja, lalu bawa kode tanggapan Anda ke "
        "meja pengaduan.",
    ),
    questions=(
        Question(
            "Nomor antrean: lewat aplikasi, di tempat, atau keduanya?",
            "Usulnya 70 persen daring dan 30 persen di tempat. Apakah Anda setuju, dan apa yang harus "
            "dijaga supaya tidak ada yang tertinggal?",
            "Queue numbers: by the app, at the door, or both?",
            "The proposal is 70 percent online and 30 percent at the door. Do you agree, and what must "
            "be kept so that nobody is left behind?",
        ),
        Question(
            "Apa yang harus dapat selesai di dekat rumah?",
            "Misalnya mengambil KTP di kelurahan, akta kelahiran di tempat bidan, atau mobil keliling "
            "dengan jadwal yang pasti.",
            "What should be settled near home?",
            "For instance collecting an ID card at the kelurahan, birth certificates at the midwife's, "
            "or a mobile unit with a fixed timetable.",
        ),
        Question(
            "Apa yang membuat layanan daring sulit bagi Anda?",
            "Ceritakan urusannya, di langkah mana Anda berhenti, dan apa yang akhirnya Anda lakukan.",
            "What makes the online services hard for you?",
            "Tell us what you needed, at which step you gave up, and what you did in the end.",
        ),
    ),
    opens_days=-18,
    closes_days=12,
    moderation="pre",
    threads=a.THREADS + b.THREADS + c.THREADS,
)
