"""The closed consultation that is being coded: waste at the markets."""

from demo.content.sampah_pasar_threads import THREADS
from demo.content.shapes import Consultation, Question, Theme

CONSULTATION = Consultation(
    slug="sampah-pasar",
    title="Sampah di pasar rakyat",
    title_en="Waste at the markets",
    agency="dlh",
    intro="Lima pasar terbesar menghasilkan sampah sebanyak satu kecamatan. Kami bertanya kapan "
    "sebaiknya diangkut, apa yang dapat dipilah, dan bagaimana iurannya.",
    body=(
        "Sampah pasar diangkut sekali sehari, kebanyakan pada pagi hari ketika pasar sedang ramai. "
        "Pedagang, pembeli, dan warga sekitar menanggung baunya, tetapi belum pernah ditanya bersama.",
        "Separuh lebih sampah itu sisa sayur dan buah yang sebetulnya dapat menjadi pakan atau kompos "
        "bila tidak tercampur plastik. Kami ingin tahu apa yang membuat pedagang mau memilah.",
        "Iuran kebersihan dikelola bersama pengelola pasar. Pertanyaan tentang iuran dijawab oleh Dinas "
        "Perdagangan.",
    ),
    questions=(
        Question(
            "Kapan dan dari mana sampah sebaiknya diangkut?",
            "Sebutkan pasarnya, jam yang mengganggu, dan letak kontainer yang menurut Anda salah.",
            "When and from where should waste be collected?",
            "Name the market, the hours that disturb, and containers that stand in the wrong place.",
        ),
        Question(
            "Apa yang membuat pemilahan berjalan?",
            "Tong, karung, potongan iuran, orang yang mengambil, atau hal lain.",
            "What would make sorting work?",
            "Bins, sacks, a lower fee, someone who collects, or anything else.",
        ),
        Question(
            "Bagaimana iuran kebersihan sebaiknya ditarik dan dipakai?",
            "Ceritakan apa yang Anda bayar, kepada siapa, dan apa yang Anda terima.",
            "How should the cleaning fee be collected and used?",
            "Tell us what you pay, to whom, and what you get for it.",
        ),
    ),
    opens_days=-36,
    closes_days=-6,
    moderation="post",
    threads=THREADS,
    themes=(
        Theme(
            "jam-angkut",
            "Jam dan hari pengangkutan",
            "Hours and days of collection",
            "Kapan truk datang, tepat atau tidaknya, dan pengangkutan pada akhir pekan.",
        ),
        Theme(
            "kontainer",
            "Letak dan isi kontainer",
            "Where containers stand",
            "Tempat kontainer diletakkan, jaraknya dari sekolah atau puskesmas, dan kontainer yang meluap.",
        ),
        Theme(
            "pemilahan",
            "Pemilahan dan pengolahan",
            "Sorting and reuse",
            "Memisahkan sisa sayur, buah, dan ikan dari plastik, serta siapa yang mengambil dan mengolahnya.",
        ),
        Theme(
            "iuran",
            "Iuran kebersihan",
            "Cleaning fees",
            "Besar iuran, karcis, cara membayar, keterbukaan pemakaian, dan potongan bagi yang memilah.",
        ),
        Theme(
            "penertiban",
            "Buang sampah sembarangan",
            "Dumping",
            "Pembuangan oleh orang luar pasar, pengawasan, dan sanksi.",
        ),
        Theme(
            "saluran",
            "Saluran dan bau",
            "Drains and smell",
            "Saluran tersumbat, genangan, saringan, dan bau di sekitar pasar.",
        ),
    ),
)
