"""The quieter open consultation: river transport and the ketek piers."""

from demo.content.angkutan_sungai_threads import THREADS
from demo.content.shapes import Consultation, Question

CONSULTATION = Consultation(
    slug="angkutan-sungai",
    title="Dermaga ketek dan angkutan sungai",
    title_en="Ketek piers and river transport",
    agency="dishub",
    intro="Masih ribuan orang menyeberangi Musi dan Ogan dengan ketek setiap hari. Tahun depan enam "
    "dermaga kecil dapat diperbaiki. Yang mana, dan supaya apa, kami tanyakan kepada penumpang dan "
    "pengemudi.",
    body=(
        "Dermaga kecil milik kota ada 23. Sebagian masih papan, sebagian ponton, sebagian tinggal tiang. "
        "Biaya yang tersedia cukup untuk enam, jadi kita harus memilih.",
        "Kami juga ingin tahu apa yang membuat orang enggan naik ketek: keselamatan, ongkos yang tidak "
        "pasti, tempat tunggu, atau sambungan ke Trans Musi dan LRT.",
        "Pengemudi ketek yang tidak sempat menulis dapat bicara kepada petugas kami di dermaga 16 Ilir "
        "setiap Kamis pagi. Ucapannya dimasukkan ke sini dan mendapat tanda terima.",
    ),
    questions=(
        Question(
            "Dermaga mana yang paling perlu diperbaiki?",
            "Sebutkan tempatnya, apa yang rusak, dan siapa yang memakainya.",
            "Which pier most needs repair?",
            "Name the place, what is broken, and who uses it.",
        ),
        Question(
            "Apa yang membuat Anda mau, atau tidak mau, naik ketek?",
            "Misalnya pelampung, ongkos, jam berangkat terakhir, atau cara membayar.",
            "What makes you willing, or unwilling, to take a ketek?",
            "For instance life vests, fares, the last departure, or how to pay.",
        ),
    ),
    opens_days=-9,
    closes_days=21,
    moderation="post",
    guests=True,
    threads=THREADS,
)
