"""Four forums: two behind us, two ahead."""

from demo.content.shapes import Event

# slug: name, name in English
TOPICS = {
    "kependudukan": ("Kependudukan", "Population documents"),
    "kebersihan": ("Kebersihan", "Waste"),
    "jalan": ("Jalan dan trotoar", "Streets and sidewalks"),
    "layanan": ("Pelayanan satu atap", "One-stop services"),
}

EVENTS = (
    Event(
        "forum-hasil-satu-atap",
        "Forum Komunikasi: hasil konsultasi pelayanan satu atap",
        "Forum: what came of the one-stop service consultation",
        "dpmptsp",
        (-38, "09:00"),
        (-38, "12:00"),
        "Aula Kecamatan Ilir Timur I",
        "Kecamatan Ilir Timur I, Palembang",
        "",
        (
            "Laporan Tindak Lanjut konsultasi pelayanan satu atap dibacakan bagian demi bagian, lalu warga "
            "menanyakan apa saja yang belum jelas. Pertemuan ini tidak mengumpulkan usul baru. Tujuannya "
            "memastikan jawaban yang terbit dapat dipahami dan janjinya dapat ditagih.",
            "Tempat dapat dimasuki kursi roda dari pintu samping. Ada juru bahasa isyarat.",
        ),
        (
            (15, "opening", "Pembukaan dan tata cara bicara", "Pratiwi Handayani, pemandu"),
            (40, "talk", "Apa yang kami dengar: lima tema dari warga", "Intan Permatasari, DPMPTSP"),
            (50, "discussion", "Tanya jawab tema loket, syarat, dan biaya", "Pemandu dan semua peserta"),
            (15, "break", "Rehat, teh dan kue basah", ""),
            (40, "discussion", "Komitmen satu per satu: siapa, apa, kapan", "Wira Kesuma, DPMPTSP"),
            (20, "closing", "Pembacaan dan penandatanganan berita acara", "Wakil warga dan DPMPTSP"),
        ),
        topic="layanan",
        access=("step_free", "sign_language"),
    ),
    Event(
        "forum-sampah-pasar",
        "Forum Komunikasi: sampah di pasar rakyat",
        "Forum: waste at the markets",
        "dlh",
        (-20, "13:30"),
        (-20, "16:30"),
        "Balai Pertemuan Kelurahan 16 Ilir",
        "Kelurahan 16 Ilir, Kecamatan Ilir Timur I, Palembang",
        "https://example.org/siaran/forum-sampah-pasar",
        (
            "Pedagang, pembeli, pengangkut sampah, dan warga sekitar pasar duduk di satu meja. Yang "
            "dibahas jam angkut, letak kontainer, pemilahan sisa sayur dan ikan, serta iuran kebersihan.",
            "Ucapan peserta dicatat dan dimasukkan ke konsultasi sampah pasar, dengan tanda terima untuk "
            "yang bicara.",
        ),
        (
            (10, "opening", "Pembukaan", "Rosalina Effendi, DLH"),
            (30, "talk", "Satu hari sampah pasar: dari lapak sampai TPA", "Rosalina Effendi, DLH"),
            (20, "talk", "Pengelolaan kios dan iuran kebersihan", "Bayu Anggoro, Disdag"),
            (60, "discussion", "Tiga meja: pedagang, pengangkut, warga sekitar", "Pemandu tiap meja"),
            (15, "break", "Salat Asar dan rehat", ""),
            (35, "discussion", "Laporan tiap meja dan tanggapan dinas", "Pemandu, DLH, Disdag"),
            (10, "closing", "Penandatanganan berita acara", "Wakil pedagang, DLH, Disdag"),
        ),
        topic="kebersihan",
    ),
    Event(
        "forum-antrean-dukcapil",
        "Forum Konsultasi Publik: antrean dan layanan daring kependudukan",
        "Public consultation forum: queues and online services for population documents",
        "disdukcapil",
        (6, "08:30"),
        (6, "12:00"),
        "Gedung Pelayanan Seberang Ulu",
        "Jakabaring, Kecamatan Seberang Ulu I, Palembang",
        "https://example.org/siaran/forum-antrean-dukcapil",
        (
            "Ratusan tanggapan sudah masuk di konsultasi layanan Dukcapil. Di forum ini yang paling "
            "banyak diperdebatkan dibicarakan langsung: pembagian nomor daring dan nomor di tempat, "
            "pengambilan KTP-el di kelurahan, dan nasib warga yang tidak memakai aplikasi.",
            "Turun di stasiun LRT Jakabaring, lalu jalan kaki sekitar sepuluh menit atau naik angkot. Tempat "
            "dapat dimasuki kursi roda. Juru bahasa isyarat tersedia. Anak boleh dibawa, ada sudut bermain.",
        ),
        (
            (20, "opening", "Pembukaan, lagu, dan aturan bicara dua menit", "Pemandu"),
            (30, "talk", "Angka antrean enam bulan terakhir dan tiga pilihan", "Nova Lestari, Disdukcapil"),
            (20, "talk", "Mengapa aplikasi sering mati di pagi hari", "Sinta Rahmadani, Kominfo"),
            (50, "discussion", "Nomor daring atau nomor di tempat: warga bicara", "Semua peserta"),
            (15, "break", "Rehat, pempek dan kopi", ""),
            (
                45,
                "discussion",
                "Kelurahan dan mobil keliling: siapa melayani apa",
                "Hadi Pranata, Disdukcapil",
            ),
            (
                25,
                "closing",
                "Rumusan, pembacaan, dan penandatanganan berita acara",
                "Wakil warga, Disdukcapil",
            ),
        ),
        topic="kependudukan",
        seats=40,
        reserved=5,
        who_may_come="Semua warga Palembang, juga yang belum punya KTP-el.",
        contact="Meja informasi Disdukcapil, pada jam kerja",
        access=("step_free", "accessible_toilet", "sign_language", "child_care"),
        guests=(
            ("Rukiah Marzuki", 2, "Kursi tanpa tangga"),
            ("Heri Sanjaya", 1, ""),
            ("Nyimas Fadilah", 3, "Juru bahasa isyarat"),
            ("Kemas Ridwan", 1, ""),
            ("Laila Zubaidah", 4, ""),
        ),
    ),
    Event(
        "jalan-kaki-trotoar",
        "Jalan kaki bersama: menilai trotoar dan penyeberangan",
        "Walk together: looking at sidewalks and crossings",
        "pupr",
        (13, "06:30"),
        (13, "09:30"),
        "Titik kumpul Taman Kambang Iwak",
        "Kambang Iwak, Kecamatan Bukit Kecil, Palembang",
        "",
        (
            "Kami berjalan pelan sejauh dua setengah kilometer, berhenti di sembilan titik, dan menilai "
            "bersama: lebar, rata atau tidak, teduh atau tidak, dan apakah orang dapat menyeberang "
            "dengan selamat. Warga yang memakai kursi roda, tongkat, atau mendorong kereta bayi sangat "
            "diharapkan ikut.",
            "Bawa air minum dan topi. Bila hujan deras, acara dimulai dengan diskusi di pendopo lalu "
            "jalan kaki sesudah reda.",
        ),
        (
            (20, "opening", "Kumpul, bagi kelompok, bagi lembar penilaian", "Tama Riyadi, PUPR"),
            (80, "discussion", "Jalan kaki dan menilai sembilan titik", "Pemandu tiap kelompok"),
            (15, "break", "Sarapan bersama", ""),
            (40, "discussion", "Menempel hasil di peta, memilih yang paling berbahaya", "Semua peserta"),
            (
                20,
                "closing",
                "Rumusan dan langkah berikut",
                "Tama Riyadi, PUPR, dan Ferdi Andika Putra, Dishub",
            ),
        ),
        topic="jalan",
        seats=12,
        who_may_come="Siapa saja yang dapat ikut berjalan pelan, dengan kursi roda atau kereta bayi pun bisa.",
        contact="Bidang Bina Marga PUPR, pada jam kerja",
        access=("step_free",),
        guests=(
            ("Yusmaniar", 4, "Jalan untuk kursi roda"),
            ("Raden Ahmad Fauzi", 4, ""),
            ("Sri Wahyuni", 3, ""),
            ("Dedi Kurniawan", 2, ""),
            ("Marlina Susanti", 1, ""),
        ),
    ),
)
