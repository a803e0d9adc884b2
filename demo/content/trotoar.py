"""The consultation before its opening: sidewalks and safe crossings."""

from demo.content.shapes import Consultation, Question

CONSULTATION = Consultation(
    slug="trotoar-dan-penyeberangan",
    title="Trotoar dan penyeberangan yang selamat",
    title_en="Sidewalks and safe crossings",
    agency="pupr",
    intro="Tahun depan kota memperbaiki trotoar dan penyeberangan di tujuh ruas. Ruas mana yang lebih "
    "dulu, dan apa yang harus ada di sana, kami tanyakan kepada orang yang berjalan kaki setiap hari.",
    body=(
        "Banyak trotoar di Palembang terputus: tiba-tiba habis, terhalang tiang, dipakai parkir, atau "
        "terlalu tinggi untuk kursi roda. Di beberapa tempat orang menyeberang enam lajur tanpa lampu.",
        "Sebelum rancangan digambar, kami ingin tahu jalan yang Anda lewati: dari rumah ke sekolah, ke "
        "pasar, ke halte Trans Musi, ke stasiun LRT. Sebutkan tempatnya sejelas mungkin, misalnya di "
        "depan apa atau di seberang apa.",
        "Perbaikan ini mengenai jalan milik kota. Usul tentang jalan nasional dan jalan provinsi tetap "
        "kami catat dan kami teruskan kepada pemiliknya, tetapi tidak dapat kami janjikan.",
        "Sesudah konsultasi dibuka, ada acara jalan kaki bersama di sekitar Kambang Iwak. Hasilnya masuk "
        "ke sini.",
    ),
    questions=(
        Question(
            "Di mana trotoar paling perlu diperbaiki?",
            "Sebutkan ruas dan titiknya, apa yang salah di sana, dan siapa yang biasanya lewat.",
            "Where do sidewalks most need repair?",
            "Name the street and the spot, what is wrong there, and who usually walks there.",
        ),
        Question(
            "Di mana Anda takut menyeberang?",
            "Ceritakan jam berapa, ke arah mana, dan apa yang menurut Anda menolong: lampu, zebra, pulau "
            "di tengah, atau jembatan.",
            "Where are you afraid to cross?",
            "Tell us at what hour, in which direction, and what would help: a light, a zebra, an island or a "
            "footbridge.",
        ),
        Question(
            "Apa yang harus mengalah bila jalannya sempit?",
            "Di banyak ruas tidak ada tempat untuk trotoar lebar, parkir, pohon, dan lapak sekaligus.",
            "What should give way where the street is narrow?",
            "On many streets there is no room for a wide sidewalk, parking, trees and stalls at once.",
        ),
    ),
    opens_days=5,
    closes_days=35,
    moderation="post",
)
