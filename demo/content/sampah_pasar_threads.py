"""What was said about waste at the markets."""

from demo.content.shapes import Say, threads

THREADS = threads(
    (
        0,
        Say(
            "kevin",
            "Truk sampah datang jam 9 pagi, tepat waktu pembeli ramai. Jalan di belakang 16 Ilir "
            "cuma cukup satu mobil, jadi sejak jam 9 sampai 10 tidak ada yang bisa lewat, baunya "
            "masuk ke toko kain. Pindahkan ke jam 3 atau 4 subuh, atau malam sesudah tutup.",
            question=0,
            after=6,
            stance="for",
            supports=16,
            theme="jam-angkut",
        ),
    ),
    (
        1,
        Say(
            "mulyadi",
            "Jam 4 subuh pas. Pedagang sayur sudah buka, pembeli belum banyak.",
            after=2,
            stance="for",
            supports=5,
            theme="jam-angkut",
        ),
    ),
    (
        1,
        Say(
            "kartini",
            "Jam 4 subuh itu ikan baru turun, gerobak ikan semua di jalan belakang. Kalau truk masuk "
            "jam segitu kami yang tidak bisa lewat. Malam jam 8 saja.",
            after=384,
            stance="against",
            supports=7,
            channel="forum",
            theme="jam-angkut",
        ),
    ),
    (
        2,
        Say(
            "kevin",
            "Tidak terpikir soal ikan. Jam 8 malam saya setuju, Bu.",
            after=10,
            supports=4,
            theme="jam-angkut",
        ),
    ),
    (
        3,
        Say(
            "rosa",
            "Terima kasih, kesepakatan seperti ini sulit kami dapat kalau tidak bertemu. Jam 20.00 "
            "kami cocokkan dengan jadwal sopir. Hambatannya, TPA menutup timbangan pukul 21.00.",
            after=14,
            supports=6,
            theme="jam-angkut",
        ),
    ),
    (
        4,
        Say(
            "junaidi",
            "Ya timbangannya yang menyesuaikan, Bu, masa ikannya.",
            after=6,
            supports=2,
            theme="jam-angkut",
        ),
    ),
    (
        5,
        Say(
            "rosa",
            "Kami bicarakan dengan pengelola TPA, dan jawabannya akan ada di laporan.",
            after=18,
            supports=5,
            theme="jam-angkut",
        ),
    ),
    (
        1,
        Say(
            "umi",
            "Jam berapa pun boleh asal tiap hari sama. Kalau kadang datang kadang tidak, kami tidak "
            "tahu kapan harus mengeluarkan karung.",
            after=386,
            stance="neutral",
            supports=2,
            channel="forum",
            theme="jam-angkut",
        ),
    ),
    (
        0,
        Say(
            "wulan",
            "Kontainer di pasar dekat rumah saya di Gandus diletakkan di sebelah PAUD. Sebelah "
            "persis. Anak-anak belajar mewarnai sambil tutup hidung.",
            question=0,
            after=20,
            stance="against",
            supports=8,
            theme="kontainer",
        ),
    ),
    (
        1,
        Say(
            "dewi",
            "Di Lemabang di depan puskesmas. Siapa yang memilih tempatnya?",
            after=3,
            supports=3,
            theme="kontainer",
        ),
    ),
    (
        2,
        Say(
            "rosa",
            "Letaknya dipilih menurut jalan masuk truk, bukan menurut tetangganya. Itu yang perlu "
            "kami ubah. Mohon sebutkan titik lain yang serupa, sudah ada 4 di daftar kami.",
            after=26,
            supports=4,
            theme="kontainer",
        ),
    ),
    (
        3,
        Say(
            "wulan",
            "Di Gandus ada lahan kosong 80 meter dari situ, milik pemda, cuma ditumbuhi semak.",
            after=4,
            supports=2,
            theme="kontainer",
        ),
    ),
    (
        4,
        Say(
            "rosa",
            "Sudah dilihat. Lahannya bisa dipakai, jalan masuknya perlu ditimbun. PUPR akan menghitung.",
            after=50,
            supports=5,
            theme="kontainer",
        ),
    ),
    (
        1,
        Say(
            "hasan",
            "Jangan dipindah ke depan rumah orang lain juga. Semua orang mau sampahnya diangkut, "
            "tidak ada yang mau kontainernya.",
            after=30,
            stance="against",
            supports=1,
            theme="kontainer",
        ),
    ),
    (
        2,
        Say(
            "wulan",
            "Karena itu saya sebut lahan kosong, Pak, bukan depan rumah siapa pun.",
            after=2,
            supports=3,
            theme="kontainer",
        ),
    ),
    (
        0,
        Say(
            "eko",
            "Semangat terus dinas kebersihan.",
            question=0,
            after=44,
            supports=1,
            disposition="no_substance",
        ),
    ),
    (
        0,
        Say(
            "junaidi",
            "Kontainer penuh Jumat, diangkut Senin. Sabtu Minggu pasar paling ramai, sampahnya "
            "paling banyak, truknya libur. Ini logika dari mana?",
            question=0,
            after=60,
            stance="against",
            supports=6,
            theme="kontainer",
        ),
    ),
    (
        1,
        Say(
            "taufik",
            "Pasar tidak libur, sampah tidak libur, yang libur cuma truk.",
            after=5,
            supports=5,
            theme="jam-angkut",
        ),
    ),
    (1, Say("cecep", "Nah ini dia.", after=7, supports=2, disposition="no_substance")),
    (
        1,
        Say(
            "rosa",
            "Sejak bulan lalu ada dua truk piket hari Minggu untuk lima pasar terbesar. Pasar Anda "
            "yang mana, Pak Junaidi?",
            after=30,
            supports=4,
            theme="jam-angkut",
        ),
    ),
    (
        2,
        Say(
            "junaidi",
            "Pasar Kertapati. Belum pernah lihat truk Minggu.",
            after=3,
            supports=1,
            theme="jam-angkut",
        ),
    ),
    (
        3,
        Say(
            "rosa",
            "Benar, Kertapati belum termasuk. Kami usulkan masuk.",
            after=20,
            supports=3,
            disposition="answered_in_thread",
        ),
    ),
    (
        0,
        Say(
            "sari",
            "Sisa sayur dan buah itu separuh lebih sampah pasar. Di kelompok kami di Kalidoni sisa "
            "sayur dijadikan pakan maggot, maggotnya untuk lele. Kami sanggup ambil 100 kilo sehari "
            "kalau dipisahkan dari plastik. Yang kami perlukan cuma tong terpisah dan pedagang yang "
            "mau memisah.",
            question=1,
            after=16,
            stance="for",
            supports=12,
            theme="pemilahan",
        ),
    ),
    (
        1,
        Say(
            "ayu",
            "Aku galak (mau) misah. Tongnya mano (mana)? Dulu dikasih tiga tong warna-warni, "
            "seminggu hilang, sekarang jadi tempat air di warung orang.",
            after=2,
            stance="for",
            supports=7,
            theme="pemilahan",
        ),
    ),
    (
        2,
        Say(
            "wawan",
            "Yang kuning di warung bakso dekat rumah saya. Masih bagus.",
            after=1,
            supports=6,
            theme="pemilahan",
        ),
    ),
    (
        2,
        Say(
            "sari",
            "Tong kami karung bekas saja Mak, tidak ada yang mau mencuri.",
            after=4,
            supports=3,
            theme="pemilahan",
        ),
    ),
    (3, Say("ayu", "Cerdas. Payo (ayo) dicoba.", after=1, supports=4, theme="pemilahan")),
    (
        1,
        Say(
            "ismail",
            "Saya ragu. Pedagang capek, jam 1 siang mau pulang, disuruh memisah daun dari plastik. "
            "Yang memilah harus petugas, dibayar.",
            after=12,
            stance="against",
            supports=5,
            theme="pemilahan",
        ),
    ),
    (
        2,
        Say(
            "sari",
            "Kalau sudah tercampur ikan dan darah, tidak ada yang bisa memilah lagi, Pak, dibayar "
            "berapa pun.",
            after=3,
            supports=2,
            theme="pemilahan",
        ),
    ),
    (
        3,
        Say(
            "ismail",
            "Kalau begitu beri alasan kepada pedagangnya: iuran lebih murah untuk yang memilah.",
            after=2,
            supports=4,
            theme="pemilahan",
        ),
    ),
    (
        4,
        Say(
            "bayu",
            "Potongan iuran untuk lapak yang memilah dapat kami uji di satu blok. Kami perlu cara "
            "mencatat yang tidak merepotkan. Ada usul?",
            after=25,
            supports=8,
            theme="iuran",
        ),
    ),
    (
        5,
        Say(
            "ismail",
            "Stempel di kartu iuran oleh petugas karung. Seperti kartu cuci motor, sepuluh kali gratis satu.",
            after=6,
            supports=3,
            theme="iuran",
        ),
    ),
    (6, Say("bayu", "Sederhana dan murah. Kami coba.", after=22, supports=4, theme="iuran")),
    (
        1,
        Say(
            "lina",
            "Sisa buah dari pasar Jakabaring juga bisa untuk kompos taman. Tukang taman DLH beli "
            "kompos dari luar kota, lucu kan.",
            after=30,
            stance="for",
            supports=2,
        ),
    ),
    (
        2,
        Say(
            "rosa",
            "Sebagian memang masih kami beli. Rumah kompos kami sanggup 2 ton sehari, yang masuk "
            "baru 600 kilo karena tercampur plastik.",
            after=26,
            supports=3,
        ),
    ),
    (
        0,
        Say(
            "fahmi",
            "Coba timbang dulu sebulan: tiap pasar berapa kilo, jenisnya apa. Tanpa angka kita cuma "
            "adu perasaan.",
            question=1,
            after=70,
            stance="neutral",
            supports=3,
        ),
    ),
    (
        1,
        Say(
            "pratiwi",
            "Betul. Mahasiswa bisa diajak menimbang, untuk skripsi mereka juga.",
            after=4,
            stance="for",
            supports=4,
        ),
    ),
    (2, Say("fahmi", "Dan datanya dibuka, jangan cuma jadi lampiran.", after=2, supports=1)),
    (
        0,
        Say(
            "bella",
            "Kantong plastik gratisnya dulu yang dihentikan. Beli cabai seribu saja dapat kantong dua lapis.",
            question=1,
            after=90,
            stance="against",
            supports=2,
        ),
    ),
    (
        1,
        Say(
            "kevin",
            "Coba Ibu yang jualan, pembeli minta kantong, tidak dikasih pindah lapak sebelah.",
            after=3,
            stance="against",
            supports=3,
        ),
    ),
    (2, Say("bella", "Kalau semua lapak sama-sama tidak kasih, tidak ada yang pindah.", after=2, supports=2)),
    (
        3,
        Say(
            "yuni",
            "Di pasar dekat rumah saya sudah jalan, dua minggu pertama ribut, sekarang orang bawa "
            "keranjang. Keranjang rotan nenek keluar dari gudang semua.",
            after=6,
            stance="for",
            supports=4,
        ),
    ),
    (
        0,
        Say(
            "rudi",
            "Plastik bekas bungkus es di pasar itu bisa dijual ke pengepul di Plaju, 2 ribu sekilo.",
            question=1,
            after=100,
            stance="neutral",
        ),
    ),
    (
        0,
        Say(
            "parman",
            "Saya bayar iuran kebersihan 3 ribu sehari, ada karcisnya kadang, kadang tidak. Lapak "
            "saya tetap kotor. Uangnya ke mana.",
            question=2,
            after=120,
            stance="against",
            supports=6,
            channel="paper",
            theme="iuran",
        ),
    ),
    (
        1,
        Say(
            "junaidi",
            'Karcis "kadang" itu yang jadi masalah. Yang tidak ada karcis masuk kantong siapa?',
            after=6,
            supports=7,
            theme="iuran",
        ),
    ),
    (
        1,
        Say(
            "bayu",
            "Setiap pungutan wajib disertai karcis bernomor. Mulai bulan depan di tiga pasar iuran "
            "dibayar nontunai, dan papan di pintu pasar menampilkan jumlah yang terkumpul.",
            after=28,
            supports=6,
            theme="iuran",
        ),
    ),
    (
        2,
        Say(
            "ayu", "Nontunai boleh, tapi jangan kalau sinyal mati kami dianggap nunggak.", after=5, supports=5
        ),
    ),
    (
        2,
        Say(
            "hendra",
            "Papan jumlah terkumpul itu wajib. Sekalian jumlah yang dipakai.",
            after=9,
            stance="for",
            supports=3,
        ),
    ),
    (
        0,
        Say(
            "umi",
            "Sama seperti Pak Suparman, bayar tiap hari tetapi depan lapak tidak pernah disapu.",
            question=2,
            after=388,
            stance="against",
            supports=4,
            channel="forum",
            disposition="duplicate_of:43",
        ),
    ),
    (
        0,
        Say(
            "nurul",
            "Kenapa pedagang kaki lima di luar pagar tidak bayar, padahal sampahnya lebih banyak "
            "daripada yang di dalam?",
            question=2,
            after=200,
            stance="neutral",
            supports=2,
        ),
    ),
    (
        1,
        Say(
            "rahmat", "Mereka bayar kok, cuma bayarnya ke orang lain.", after=2, stance="against", supports=3
        ),
    ),
    (2, Say("nurul", "Maksudnya preman? Nah itu juga harus dibahas.", after=1, supports=2)),
    (3, Say("gita", "Hati-hati menuduh, tapi iya semua orang di sini paham.", after=5, supports=1)),
    (
        1,
        Say(
            "bayu",
            "Lapak di luar pagar belum masuk daftar kami. Pendataan bersama kecamatan dimulai bulan ini.",
            after=40,
            supports=2,
        ),
    ),
    (
        0,
        Say(
            "mulyadi",
            "Yang buang sampah dari mobil malam-malam ke kontainer pasar bukan pedagang. Itu warga "
            "perumahan. Pasang lampu dan kamera.",
            question=2,
            after=210,
            stance="against",
            supports=2,
            theme="penertiban",
        ),
    ),
    (
        1,
        Say(
            "vera",
            "Ngaku, saya pernah. Perumahan kami belum punya truk, satu-satunya kontainer ya di pasar.",
            after=8,
            stance="against",
            supports=2,
        ),
    ),
    (2, Say("mulyadi", "Jujur amat. Berarti kurang kontainer, bukan kurang kamera.", after=3, supports=3)),
    (
        3,
        Say(
            "rosa",
            "Perumahan mana, Bu Vera? Kami lihat apakah dapat dilewati truk kecil.",
            after=26,
            supports=2,
        ),
    ),
    (4, Say("vera", "Di Talang Kelapa, blok belakang. Ada 60 rumah.", after=6)),
    (
        0,
        Say(
            "andi",
            "Denda saja. Orang kita takut denda, bukan takut bau.",
            question=2,
            after=240,
            stance="against",
            supports=3,
        ),
    ),
    (
        1,
        Say(
            "rina",
            "Yang kena denda selalu pedagang kecil. Yang buang satu pikap tidak pernah.",
            after=4,
            stance="neutral",
            supports=3,
        ),
    ),
    (
        0,
        Say(
            "melati",
            "Saluran di samping Pasar Kertapati isinya sisik ikan dan plastik. Hujan setengah jam "
            "air hitam naik sampai mata kaki, masuk rumah orang. Saya tidak perlu aplikasi, saya "
            "perlu saringan besi di mulut saluran dan orang yang mengangkatnya tiap sore.",
            after=130,
            stance="against",
            supports=9,
            theme="saluran",
        ),
    ),
    (1, Say("zul", "Saringan pernah ada, hilang dalam sebulan, besinya laku dijual.", after=3, supports=4)),
    (2, Say("wawan", "Buat dari beton berlubang. Tidak laku di tukang loak.", after=2, supports=5)),
    (
        3,
        Say(
            "tama",
            "Saringan beton pernah kami pasang di dua saluran di Plaju dan masih di tempatnya. Bisa "
            "dipakai juga di Kertapati, asal ada yang membersihkan setiap hari. Itu yang perlu kami "
            "sepakati dengan pengelola pasar.",
            after=35,
            supports=6,
        ),
    ),
    (4, Say("melati", "Ibu-ibu sini mau bergiliran asal diberi sepatu bot dan garu.", after=4, supports=3)),
    (
        5,
        Say(
            "rosa",
            "Sepatu bot dan garu kami sediakan. Tetapi tugas harian tetap tugas petugas, jangan "
            "sampai warga menggantikan yang digaji.",
            after=20,
            supports=4,
        ),
    ),
    (
        0,
        Say(
            "tono", "Baunya sampai masjid. Imam baca pendek-pendek.", after=250, stance="against", supports=1
        ),
    ),
    (
        0,
        Say(
            "reza",
            "Petugas kebersihan di pasar kami tidak pernah kelihatan.",
            after=300,
            stance="against",
            withdrawn=True,
        ),
    ),
    (1, Say("rosa", "Pasar yang mana, Mas? Supaya dapat kami periksa.", after=20, supports=1)),
    (
        0,
        Say(
            "jamal",
            "Kepala pasarnya maling semua, muka tembok, tidak tahu malu.",
            after=330,
            stance="against",
            hidden=(
                1,
                "Tanggapan ini menghina orang tanpa menjelaskan kejadiannya. Tulis apa yang Anda lihat "
                "dan kapan, maka dapat tampil.",
            ),
        ),
    ),
    (
        1,
        Say(
            "gita",
            "Kalau ada bukti pungutan, tulis tanggal dan jumlahnya, Pak. Kalau cuma makian, hilang "
            "begitu saja.",
            after=2,
            supports=4,
        ),
    ),
    (
        0,
        Say(
            "susan",
            "Visitors do come to the old market for the songket and the food. One clean, covered "
            "path from the river pier to the fabric shops would change how they remember it.",
            after=400,
            stance="neutral",
            supports=3,
        ),
    ),
)
