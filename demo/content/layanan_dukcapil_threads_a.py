"""Dukcapil, first question: numbers online or at the door."""

from demo.content.shapes import Say, threads

THREADS = threads(
    (
        0,
        Say(
            "siti",
            "Saya menolak kalau 70 persen nomor dibagi lewat aplikasi. Rumah saya di 3-4 Ulu, sinyal "
            "di lorong kami hanya satu garis dan hilang kalau hujan. Bulan lalu saya coba ambil "
            'nomor jam 7 pagi, berputar terus, jam 7.04 sudah "kuota habis". Tetangga yang rumahnya '
            "di pinggir jalan besar dapat. Jadi yang menang bukan yang butuh, tetapi yang sinyalnya "
            "bagus.\n\n"
            "Dulu saya berangkat subuh naik ketek ke seberang, antre dari jam 5, capek, tetapi "
            "setidaknya kalau datang duluan ya dilayani duluan. Sekarang datang subuh pun ditolak "
            "satpam karena tidak punya kode. Tolong sisakan setengah untuk yang datang. Kalau takut "
            "ada yang titip nama seperti dulu, nomornya boleh dibagi sambil lihat KTP atau surat "
            "hilang, satu orang satu nomor. Saya tidak keberatan diperiksa, yang saya keberatan "
            "disuruh pulang.",
            question=0,
            after=2.5,
            stance="against",
            supports=34,
        ),
    ),
    (
        1,
        Say(
            "rahmat",
            "Persis. Saya tukang ojek, jam 7 pagi itu justru jam paling ramai narik. Masak harus "
            "pilih antara penumpang dengan rebutan nomor.",
            after=1.2,
            stance="against",
            supports=11,
        ),
    ),
    (
        1,
        Say(
            "citra",
            "Saya paham soal sinyal, Bu, tapi antre dari jam 5 subuh itu juga tidak adil. Saya kerja "
            "di Jakabaring, masuk jam 8, tidak mungkin berdiri dari subuh. Nomor daring satu-satunya "
            "cara saya bisa mengurus tanpa bolos.",
            after=3,
            stance="for",
            supports=9,
        ),
    ),
    (
        2,
        Say(
            "siti",
            "Saya tidak minta daring dihapus, Mbak. Saya minta jangan dihabiskan. Setengah-setengah.",
            after=0.8,
            supports=14,
        ),
    ),
    (
        3,
        Say(
            "citra",
            "Setengah-setengah saya bisa terima. Asal jam yang daring benar-benar ditepati. Percuma "
            "dapat nomor jam 10 kalau dipanggil jam 1.",
            after=2,
            supports=6,
        ),
    ),
    (
        4,
        Say(
            "okta",
            'Nah ini. Dapat slot 09.30, dipanggil 12.10. Kata petugas "sistemnya lemot". Jadi nomor '
            "daring itu cuma memindahkan antrean dari halaman ke kursi.",
            after=4.5,
            supports=8,
        ),
    ),
    (
        5,
        Say(
            "nova",
            "Terima kasih, ini membantu kami melihat masalahnya. Slot daring sekarang disusun dengan "
            "anggapan satu orang selesai dalam 6 menit. Catatan loket kami bulan lalu rata-rata 9 "
            "menit, dan untuk perubahan kartu keluarga 14 menit. Jadi slotnya memang terlalu rapat. "
            "Kami sedang menghitung ulang. Pertanyaan kami: mana yang lebih baik bagi Anda, slot "
            "lebih sedikit tetapi tepat, atau slot sebanyak sekarang dengan tunggu?",
            after=16,
            supports=17,
        ),
    ),
    (
        6,
        Say(
            "okta",
            "Lebih sedikit tapi tepat. Yang bikin marah itu bukan menunggu, tapi tidak tahu menunggu "
            "sampai kapan.",
            after=1.5,
            supports=12,
        ),
    ),
    (
        7,
        Say(
            "hendra",
            "Saya beda. Kalau slot dikurangi, yang tidak kebagian makin banyak. Yang perlu ditambah "
            "itu petugasnya, bukan dikurangi nomornya.",
            after=3,
            supports=5,
        ),
    ),
    (
        8,
        Say(
            "okta",
            "Petugas tambahan dari mana, Bang? Anggaran lagi. Sementara itu tepat waktu bisa mulai besok.",
            after=0.7,
        ),
    ),
    (
        9,
        Say(
            "hendra",
            "Dari loket yang kosong jam istirahat. Tiap saya ke sana jam 12 sampai 1, tiga loket "
            "tutup bersamaan. Gantian saja makannya, seperti di bank.",
            after=1.1,
            supports=4,
        ),
    ),
    (
        10,
        Say(
            "rina",
            "Setuju banget gantian istirahat. Saya kerja di klinik, kami juga gantian. Gak ada "
            "pasien disuruh nunggu karena semua perawat makan bareng.",
            after=5,
            supports=13,
        ),
    ),
    (
        11,
        Say(
            "nova",
            "Usul istirahat bergantian saya bawa ke rapat hari Senin. Kendalanya dua dari lima "
            "operator cetak saat ini ditugaskan ke mobil keliling, jadi pada jam itu tinggal tiga "
            "orang. Bukan alasan untuk tutup semua, saya setuju.",
            after=20,
            supports=10,
        ),
    ),
    (
        12,
        Say(
            "rina",
            'Ditunggu hasil rapatnya, Bu. Tolong ditulis di sini juga ya, jangan cuma "akan '
            'ditindaklanjuti".',
            after=2,
            supports=3,
        ),
    ),
    (
        13,
        Say(
            "nova",
            "Hasil rapat: mulai minggu depan paling sedikit dua loket tetap buka pukul 12.00 sampai "
            "13.00 di kantor induk dan di Seberang Ulu. Tempat lain menyusul setelah jadwal mobil "
            "keliling disusun ulang.",
            after=74,
            supports=19,
        ),
    ),
    (
        14,
        Say(
            "rina",
            "Wah. Ternyata ada yang baca. Terima kasih Bu, nanti saya cek sendiri hari Selasa.",
            after=3.5,
            supports=8,
        ),
    ),
    (
        15,
        Say(
            "rina",
            "Laporan: Selasa jam 12.20 dua loket buka, dipanggil 15 menit kemudian. Yang ketiga ada "
            "orangnya tapi main hp, tidak apa-apa, itu jam istirahatnya.",
            after=96,
            supports=9,
        ),
    ),
    (6, Say("citra", "Sama, saya pilih tepat waktu.", after=5, supports=2)),
    (
        5,
        Say(
            "dedi",
            "Lemot itu jawaban sakti. Printer rusak, lemot. Petugas belum datang, lemot. Listrik "
            "mati, lemot juga.",
            after=6,
            supports=4,
        ),
    ),
    (
        6,
        Say(
            "wawan",
            "Kalau hujan deras dan genangan, yang lemot jalan menuju kantornya wkwk",
            after=2,
            supports=15,
        ),
    ),
    (
        2,
        Say(
            "kevin",
            "Sekadar pembanding, di toko saya di 16 Ilir pelanggan sekarang semua pesan lewat WA, "
            "termasuk nenek-nenek. Orang belajar kalau ada gunanya. Jangan anggap orang kecil tidak "
            "bisa pakai HP.",
            after=7,
            stance="for",
            supports=7,
        ),
    ),
    (
        3,
        Say(
            "ayu",
            "Bisa pakai WA bukan berarti bisa pakai aplikasi yang minta foto KTP, foto selfie, kode "
            "OTP, lalu keluar sendiri. Saya jualan lenggang pakai QRIS, jadi saya bukan gaptek. "
            "Aplikasi itu yang gaptek.",
            after=1,
            stance="against",
            supports=18,
        ),
    ),
    (
        4,
        Say(
            "kevin",
            "Haha oke Mak, itu saya terima. Aplikasinya memang payah. Tapi solusinya perbaiki "
            "aplikasi, bukan balik ke zaman nulis nama di kertas jam 4 pagi.",
            after=0.6,
            supports=6,
        ),
    ),
    (
        5,
        Say(
            "ayu",
            "Kertas jam 4 pagi itu juga ada calonya, jangan dikira saya rindu. Satu nama bisa titip sepuluh.",
            after=1.4,
            supports=9,
        ),
    ),
    (
        6,
        Say(
            "junaidi",
            "Betul itu. Waktu nomor kertas dulu, ada yang jual nomor 50 ribu di depan pagar. Semua "
            "orang tahu, cuma dak katek yang galak ngomong (tidak ada yang mau bicara).",
            after=4,
            supports=10,
        ),
    ),
    (
        7,
        Say(
            "lukman",
            'Sekarang calonya pindah: "jasa ambil nomor online, 35 ribu, dijamin dapat". Ada di grup FB.',
            after=9,
            supports=2,
        ),
    ),
    (
        8,
        Say(
            "hadi",
            "Pak Lukman, kami menerima beberapa laporan serupa. Nomor daring terikat ke NIK, jadi "
            "tidak dapat dijual ulang, tetapi orang memang dapat dibayar untuk menekan tombol lebih "
            "cepat. Karena itu kami menimbang kuota dibuka dalam tiga gelombang, pukul 06.00, 12.00, "
            "dan 19.00, supaya tidak ada satu detik yang diperebutkan.",
            after=13,
            supports=16,
        ),
    ),
    (
        9,
        Say(
            "lukman",
            "Tiga gelombang bagus. Apalagi yang jam 19, orang sudah pulang kerja.",
            after=2.2,
            supports=7,
        ),
    ),
    (
        10,
        Say(
            "taufik",
            "Atau jangan balapan sama sekali: daftar sepanjang hari, malamnya diundi, yang tidak "
            "dapat otomatis didahulukan besoknya. Balapan itu selalu menguntungkan yang cepat.",
            after=6,
            supports=3,
        ),
    ),
    (11, Say("fitri", "Undian? Ngurus akta anak kok seperti arisan.", after=2, stance="against", supports=5)),
    (
        12,
        Say(
            "taufik",
            "Bukan arisan, Bu, karena yang kalah hari ini pasti menang besok. Balapan jam 7 itu "
            "justru yang arisan, yang menang orangnya itu-itu saja.",
            after=0.5,
            supports=6,
        ),
    ),
    (
        13,
        Say(
            "fitri",
            'Kalau memang pasti besok dapat, saya cabut kata arisannya. Tapi "otomatis didahulukan" '
            "itu harus ditulis, bukan janji lisan.",
            after=3,
            supports=4,
        ),
    ),
    (
        11,
        Say(
            "wulan",
            "Sistem undian dipakai di poli anak rumah sakit tempat keponakan saya, lumayan, gak stres.",
            after=10,
        ),
    ),
    (10, Say("rahmat", "Gelombang 19.00 yes. Ojek sepi habis magrib.", after=20, supports=5)),
    (
        1,
        Say(
            "martin",
            "I have lived here for nine years and renewed my stay papers' local registration four "
            "times. The online number has never once worked with my document type: the form demands "
            "a 16-digit NIK that foreigners may not have. So for a few of us the walk-in counter is "
            "not a preference, it is the only door.",
            after=26,
            stance="neutral",
            supports=6,
        ),
    ),
    (
        2,
        Say(
            "susan",
            "Same for my mother-in-law, who married in from Malaysia. She was told by the chat to "
            '"take an online number" and by the online form that she doesn\'t exist.',
            after=3,
            supports=4,
        ),
    ),
    (
        3,
        Say(
            "nova",
            "Thank you both. This is a fault in the form, not a rule: residents with foreign papers "
            "may register. Until it is repaired, please come without a number on any weekday and "
            "tell the front desk; they know.",
            after=14,
            supports=9,
        ),
    ),
    (
        4,
        Say(
            "martin",
            "I tried it on Thursday. The front desk did know, which was a pleasant surprise. Twenty "
            "minutes, start to finish.",
            after=30,
            supports=3,
        ),
    ),
    (
        1,
        Say(
            "husin",
            "Umur saya 71. Anak-anak saya di Bekasi dan Batam. Siapa yang mau pencetkan aplikasi? "
            'Saya datang sendiri, ditanya "mana kodenya, Kek". Saya bilang kode saya ini, tunjuk '
            "rambut putih.",
            after=40,
            stance="against",
            supports=12,
        ),
    ),
    (2, Say("putri", "Kek, kodenya sudah benar itu. Harusnya langsung masuk.", after=1, supports=20)),
    (
        2,
        Say(
            "bella",
            "Lansia mestinya tidak perlu nomor sama sekali. Di puskesmas saja ada jalur lansia.",
            after=5,
            supports=7,
        ),
    ),
    (
        3,
        Say(
            "hadi",
            "Jalur lansia, ibu hamil, dan penyandang disabilitas ada di semua kantor dan tidak "
            "memerlukan nomor. Kalau ada petugas yang tetap meminta kode, sebutkan kantornya di sini "
            "supaya kami perbaiki.",
            after=9,
            supports=8,
        ),
    ),
    (
        4,
        Say(
            "husin",
            "Ada memang. Kursinya ditumpuk kardus kertas. Kantornya saya sebut kalau ketemu saja, "
            "kasihan anak muda itu, mungkin pegawai baru.",
            after=2,
            supports=5,
        ),
    ),
    (
        5,
        Say(
            "nanda",
            "Pak Husin, tolong disebut. Saya pakai kursi roda, jalur itu penting untuk saya. Kalau "
            "tidak disebut, kardusnya akan di situ terus.",
            after=8,
            supports=11,
        ),
    ),
    (
        6,
        Say(
            "husin",
            "Baik, demi Nak Nanda. Yang di Seberang Ulu, lantai bawah, sebelah kiri pintu.",
            after=11,
            supports=6,
        ),
    ),
    (
        7,
        Say(
            "hadi",
            "Sudah diperiksa pagi ini. Kardusnya benar ada, sudah dipindah, dan kursinya diberi "
            "tanda. Terima kasih, Pak.",
            after=19,
            supports=13,
        ),
    ),
    (
        8,
        Say(
            "nanda",
            "Kemarin saya lewat, jalurnya kosong dan bisa dilewati. Sekarang tinggal ramp di "
            "pintunya, terlalu curam. Saya naik harus didorong dua orang.",
            after=50,
            supports=9,
        ),
    ),
    (
        0,
        Say(
            "yuni",
            "Saya mendukung nomor daring, malah 100 persen. Alasannya sederhana: nomor daring "
            "meninggalkan jejak. Siapa mengambil, jam berapa, dilayani jam berapa. Nomor di tempat "
            'tidak ada jejaknya, jadi bisa "diatur". Waktu saya mengurus KK setelah menikah, orang '
            "di belakang saya dilayani lebih dulu karena kenal orang dalam. Waktu saya tanya, "
            'dijawab "beliau sudah janji". Janji dengan siapa, di mana tertulisnya?\n\n'
            "Saya tidak bilang semua petugas begitu. Justru untuk melindungi petugas yang jujur, "
            "lebih baik komputernya yang menentukan giliran, sehingga tidak ada saudara, tetangga, "
            "atau mantan guru yang bisa minta tolong.",
            question=0,
            after=5,
            stance="for",
            supports=16,
        ),
    ),
    (
        1,
        Say(
            "ismail",
            "Yang mengatur itu orang, Mbak, bukan kertas. Orang yang sama memegang komputer.",
            after=2,
            stance="against",
            supports=9,
        ),
    ),
    (2, Say("yuni", "Tapi di komputer ketahuan, Pak.", after=0.7, supports=5)),
    (
        3,
        Say(
            "ismail",
            "Ketahuan kalau ada yang buka datanya. Siapa yang buka? Kita tidak bisa lihat. Kalau mau "
            "jujur, pasang urutan nomor di layar dan di situs, dua-duanya, siapa saja bisa cek.",
            after=1,
            supports=8,
        ),
    ),
    (
        4,
        Say(
            "yuni",
            "Kalau itu saya setuju seribu persen. Layar antrean terbuka, bisa dilihat dari rumah.",
            after=3,
            supports=11,
        ),
    ),
    (
        5,
        Say(
            "iqbal",
            "Sekalian bisa tahu kapan berangkat dari rumah. Sekarang nomor 80, rata-rata 9 menit, "
            "saya masih sempat makan mi celor dulu.",
            after=5,
            supports=9,
        ),
    ),
    (6, Say("joko", "Prioritas yang benar.", after=1.6, supports=6)),
    (
        6,
        Say(
            "sinta",
            "Dari sisi teknis, menampilkan nomor yang sedang dilayani di situs tidak sulit, datanya "
            "sudah ada di mesin antrean tiga kantor. Dua kantor lain mesinnya lama dan belum "
            "tersambung jaringan. Kami sedang menghitung biayanya bersama Disdukcapil.",
            after=21,
            supports=7,
        ),
    ),
    (7, Say("iqbal", "Tiga kantor dulu juga jadi, Bu. Jangan nunggu semuanya siap.", after=4, supports=4)),
    (
        8,
        Say(
            "sinta",
            "Setuju, kami coba di tiga kantor dulu. Saya kabari di sini begitu halamannya dapat dibuka.",
            after=26,
            supports=10,
        ),
    ),
    (9, Say("iqbal", "Ada kabar, Bu? Hehe.", after=110, supports=2)),
    (
        10,
        Say(
            "sinta",
            "Ada. Halaman uji coba untuk kantor induk sudah jalan, diperbarui tiap menit. Seberang "
            "Ulu dan Sako minggu depan. Tolong dicoba dan sampaikan kalau angkanya tidak cocok "
            "dengan layar di tempat.",
            after=22,
            supports=8,
        ),
    ),
    (
        11,
        Say(
            "joko",
            "Dicoba jam 10.15, di layar nomor 46, di situs 45. Cukup akurat. Mi celor aman.",
            after=6,
            supports=5,
        ),
    ),
    (
        1,
        Say(
            "erwin",
            "100 persen daring artinya ibu saya, yang HP-nya HP senter, tidak punya hak punya KTP baru.",
            after=8,
            stance="against",
            supports=4,
        ),
    ),
    (
        2,
        Say(
            "yuni",
            "Ibu bisa diambilkan nomornya oleh Mas, kan? Satu akun boleh untuk keluarga.",
            after=1,
            supports=3,
        ),
    ),
    (
        3,
        Say(
            "erwin",
            "Bisa, sekarang saya ada. Tapi saya di kapal tiga minggu sekali pulang. Selama saya di "
            "Bangka ibu saya harus menunggu jadwal kapal untuk bisa antre.",
            after=2.5,
            supports=7,
        ),
    ),
    (
        4,
        Say(
            "yuni",
            "Oke, saya salah menyebut 100 persen. Sisakan untuk orang seperti ibu Mas. Tapi tolong "
            "tetap dicatat jejaknya.",
            after=6,
            supports=8,
        ),
    ),
    (5, Say("erwin", "Nah begitu enak. Terima kasih sudah dengar.", after=2, supports=6)),
    (
        1,
        Say(
            "zul",
            "Saya 15 tahun jadi ketua RT. Percaya sama saya, setiap kali ada sistem baru, ibu-ibu "
            'datangnya ke rumah RT. "Pak tolong daftarkan." Saya ini sudah jadi warnet.',
            after=30,
            stance="against",
            supports=3,
        ),
    ),
    (
        2,
        Say(
            "melati",
            "Pak RT minta honor warnet saja ke lurah hehe. Di Kertapati juga begitu, anak saya yang "
            "SMP jadi operator satu lorong.",
            after=3,
            supports=16,
        ),
    ),
    (3, Say("zul", "Anak saya sudah minta gaji pakai kuota, Bu.", after=1, supports=7)),
    (
        2,
        Say(
            "nova",
            "Pak Zulkarnain, berapa kira-kira warga yang minta tolong dalam sebulan? Kalau RT memang "
            "menjadi pintu pertama, mungkin RT perlu dibekali, bukan dibiarkan.",
            after=25,
            supports=5,
        ),
    ),
    (
        3,
        Say(
            "zul",
            "Bulan lalu saya catat 23 orang. Paling banyak pindah alamat dan akta kelahiran. Kalau "
            "dibekali, saya minta satu lembar syarat yang tidak berubah-ubah. Itu saja sudah separuh "
            "urusan.",
            after=5,
            supports=9,
        ),
    ),
    (
        4,
        Say(
            "sari",
            "Bidan juga, Pak. Tiap ada yang lahir, kami yang ditanya cara bikin akta. Lembar "
            "syaratnya tolong untuk bidan sekalian.",
            after=10,
            supports=6,
        ),
    ),
    (
        5,
        Say(
            "nova",
            "Lembar itu kami siapkan, satu halaman, untuk RT, bidan, dan kader posyandu. Konsepnya "
            "akan saya taruh di sini sebelum dicetak supaya Bapak dan Ibu bisa mencoretnya.",
            after=28,
            supports=8,
        ),
    ),
    (6, Say("sari", "Siap mencoret.", after=4, supports=3)),
    (6, Say("zul", "Kalau bisa hurufnya besar, Bu. Kacamata saya sudah tebal.", after=40)),
    (
        0,
        Say(
            "bambang",
            "Jujur saya muak. Aplikasi kesekian. Dulu ada aplikasi anu, lalu ganti aplikasi itu, "
            "sekarang yang ini. Setiap ganti, data kita diminta lagi dari nol. Yang di atas dapat "
            "proyek, yang di bawah dapat antrean.",
            question=0,
            after=9,
            stance="against",
            supports=5,
        ),
    ),
    (1, Say("agus", "Nah, sepakat. Proyek terus.", after=1.5, stance="against", supports=4)),
    (
        1,
        Say(
            "arif",
            "Marah boleh, tapi apa usulnya, Pak? Konsultasi ini minta jawaban, bukan keluhan saja.",
            after=2,
            stance="neutral",
            supports=7,
        ),
    ),
    (2, Say("bambang", "Usul saya: jangan bikin aplikasi baru lima tahun ke depan. Itu usul.", after=0.5)),
    (
        3,
        Say(
            "arif",
            "Itu malah usul bagus sebetulnya. Perbaiki yang ada, pakai lewat peramban, tidak usah "
            "diunduh. HP saya memorinya penuh foto cucu.",
            after=1.2,
            supports=9,
        ),
    ),
    (4, Say("bambang", "Ha, memori saya penuh video senam istri. Sepakat.", after=4, supports=3)),
    (
        1,
        Say(
            "tono",
            "Petugasnya juga dungu semua, tidak ada satu pun yang punya otak, lebih pintar monyet di "
            "Kambang Iwak.",
            after=4,
            hidden=(
                1,
                "Anda boleh mengkritik pelayanannya, tetapi tulisan ini menghina orangnya. Tulis ulang "
                "apa yang terjadi di loket, maka tanggapan Anda dapat tampil.",
            ),
        ),
    ),
    (
        2,
        Say(
            "dewi",
            "Pak, marah ya marah, tapi jangan hina orang. Adik saya petugas loket, pulang jam 7 "
            "malam, kadang nangis karena dibentak.",
            after=0.4,
            supports=12,
        ),
    ),
    (
        3,
        Say(
            "tono",
            "Saya emosi. Tiga kali bolak-balik karena nama anak salah ketik satu huruf.",
            after=2,
            supports=1,
        ),
    ),
    (
        4,
        Say(
            "dewi",
            "Itu ceritakan saja, Pak. Salah ketiknya di mana, bolak-baliknya ke mana. Itu yang bisa "
            "diperbaiki.",
            after=1,
            supports=8,
        ),
    ),
    (
        5,
        Say(
            "tono",
            "Namanya Muhamad satu m di tengah, dicetak Muhammad. Loket bilang ke bagian akta, bagian "
            "akta bilang ke loket, lalu suruh minta surat dari sekolah. Padahal salahnya dari sana. "
            "Saya kerja harian, tiga hari hilang 450 ribu.",
            after=7,
            supports=11,
        ),
    ),
    (
        6,
        Say(
            "hadi",
            "Pak Tono, kesalahan ketik dari kami seharusnya diperbaiki hari itu juga tanpa surat "
            "tambahan. Maaf, itu tidak terjadi. Silakan datang ke meja pengaduan kantor induk dan "
            "sebutkan kode tanggapan ini, tidak perlu mengambil nomor.",
            after=18,
            supports=15,
        ),
    ),
    (
        7,
        Say(
            "tono",
            "Sudah selesai tadi, 25 menit. Terima kasih. Soal monyet saya minta maaf ke semua.",
            after=49,
            supports=10,
        ),
    ),
    (8, Say("dewi", "Nah, lemak (enak) dibacanya, Pak.", after=2, supports=14)),
    (8, Say("wahyu", "Monyet Kambang Iwak-nya juga perlu dimintai maaf.", after=5, supports=4)),
    (2, Say("eko", "Saya juga pernah kesal, tapi setuju sama Mbak Dewi.", after=1)),
    (
        1,
        Say(
            "desi",
            "Soal data diminta lagi dari nol: kenapa harus unggah KK, padahal KK itu yang "
            "menerbitkan mereka sendiri? Mereka kan punya datanya.",
            after=12,
            supports=6,
        ),
    ),
    (2, Say("gita", "Pertanyaan terbaik di halaman ini.", after=3, supports=10)),
    (
        2,
        Say(
            "nova",
            "Benar, Bu Desi. Untuk sebagian layanan unggahan itu hanya kebiasaan lama. Kami sedang "
            "membuat daftar: mana yang memang perlu dilihat (misalnya buku nikah dari instansi lain) "
            "dan mana yang dapat kami buka sendiri. KK termasuk yang kedua.",
            after=30,
            supports=7,
        ),
    ),
    (
        3,
        Say(
            "desi",
            "Kalau daftar itu jadi, tolong hapus dari formulirnya juga, bukan cuma dari daftar "
            "syarat. Biasanya kolomnya masih ada dan wajib diisi.",
            after=8,
            supports=5,
        ),
    ),
    (
        4,
        Say(
            "gita",
            'Pengalaman pribadi ya Mbak, saya sampai unggah foto langit di kolom "surat nikah" '
            "karena wajib, padahal saya belum nikah.",
            after=12,
            supports=4,
        ),
    ),
    (5, Say("desi", "Semoga langitnya jodoh.", after=1, supports=9)),
    (
        0,
        Say(
            "parman",
            "Saya tidak punya HP pintar. Kalau nomor hanya di HP, saya minta tolong siapa. Anak saya "
            "jauh. Harap loket untuk orang tua tetap ada setiap hari, bukan hari tertentu.",
            question=0,
            after=30,
            stance="against",
            supports=3,
            channel="paper",
        ),
    ),
    (
        0,
        Say(
            "pratiwi",
            "Usul konkret soal pembagian: 50 persen daring, 30 persen di tempat, 20 persen "
            "dititipkan ke kelurahan untuk yang tidak punya HP. Yang tidak terpakai sampai jam 10 "
            "dilepas untuk siapa saja yang datang. Di kantor saya pola begini dipakai untuk antrean "
            "pelanggan, sisa kuota yang terbuang turun jauh.\n\n"
            "Satu lagi, tolong umumkan tiap minggu berapa nomor yang dibagi, berapa yang datang, dan "
            "berapa yang pulang tanpa dilayani. Kalau angka terakhir turun, berarti caranya benar, "
            "apa pun pembagiannya. Kalau tidak turun, kita ganti lagi. Tidak perlu bertengkar soal "
            "persen.",
            question=0,
            after=20,
            stance="for",
            supports=11,
        ),
    ),
    (
        1,
        Say(
            "mulyadi",
            "Setuju, terutama yang dilepas jam 10. Sayang sekali lihat kursi kosong padahal di luar "
            "orang ditolak.",
            after=2,
            stance="for",
            supports=5,
        ),
    ),
    (
        1,
        Say(
            "indah",
            "Yang dititipkan ke kelurahan saya khawatir jadi jatah orang dekat lurah. Maaf kalau curiga.",
            after=5,
            stance="against",
            supports=6,
        ),
    ),
    (
        2,
        Say(
            "pratiwi",
            "Curiganya wajar. Makanya harus ada daftar yang ditempel: siapa dapat, tanggal berapa. "
            "Cukup inisial dan RT.",
            after=1,
            supports=4,
        ),
    ),
    (3, Say("indah", "Kalau ditempel boleh lah.", after=3, supports=3)),
    (
        4,
        Say(
            "jamal",
            "Ditempel seminggu, lalu ditutup spanduk ucapan selamat hari raya. Pengalaman papan "
            "pengumuman kelurahan kami.",
            after=6,
        ),
    ),
    (
        5,
        Say(
            "indah", "Hahaha iya, spanduknya lebih rajin diganti daripada pengumumannya.", after=2, supports=5
        ),
    ),
    (
        1,
        Say(
            "hasan",
            "20 persen dari berapa? Kalau sehari 150 nomor berarti 30 nomor untuk 18 kecamatan, satu "
            "kelurahan kebagian berapa? Lebih masuk akal digilir per hari per kecamatan.",
            after=9,
            stance="neutral",
            supports=2,
        ),
    ),
    (
        2,
        Say(
            "pratiwi",
            "Betul juga, tidak terpikir. Digilir per kecamatan, atau dipusatkan di mobil keliling saja.",
            after=4,
            supports=3,
        ),
    ),
    (
        3,
        Say(
            "nova",
            'Angka sebenarnya: sekitar 420 nomor per hari di lima kantor. Usul "sisa dilepas pukul '
            '10" dapat kami uji coba cepat karena tidak mengubah sistem. Yang lewat kelurahan perlu '
            "dibicarakan dengan camat dan lurah, dan masuk bahan forum.",
            after=22,
            supports=6,
        ),
    ),
    (
        4,
        Say(
            "hasan",
            "Terima kasih angkanya. Kalau dari awal angka begini ditaruh di halaman atas, diskusinya "
            "lebih cepat.",
            after=7,
            supports=2,
        ),
    ),
    (
        5,
        Say(
            "nova",
            "Masukan yang baik. Sudah kami tambahkan ke bahan forum, dan akan kami minta ditaruh di "
            "halaman konsultasi ini.",
            after=15,
            supports=9,
        ),
    ),
    (0, Say("reza", "Daring saja semua, hemat kertas.", question=0, after=44, stance="for")),
    (
        1,
        Say(
            "halimah",
            "Hemat kertas tapi boros ongkos. Saya dua kali naik angkot 14 ribu pergi pulang karena "
            "tidak tahu harus pakai kode.",
            after=30,
            stance="against",
            supports=4,
            channel="paper",
        ),
    ),
    (
        1,
        Say(
            "vera",
            "Kertas nomornya cuma sebesar karcis parkir, Mas, bukan itu masalahnya.",
            after=3,
            stance="neutral",
        ),
    ),
    (2, Say("reza", "Iya sih, argumen saya lemah. Maksud saya hemat waktu.", after=1, supports=1)),
    (
        0,
        Say(
            "samsul",
            "Di forum kelurahan saya sampaikan: nelayan dan buruh bongkar muat di Boom Baru kerja "
            "mulai jam 4 pagi. Jam 7 nomor dibuka kami sedang di bawah karung. Tolong ada hari Sabtu "
            "atau malam, nomor apa pun caranya.",
            question=0,
            after=70,
            stance="against",
            supports=7,
            channel="forum",
        ),
    ),
    (
        1,
        Say(
            "priya",
            "Saturday service would help nearly everyone I know: domestic workers, factory workers, "
            "teachers. Even twice a month.",
            after=8,
            stance="for",
            supports=8,
        ),
    ),
    (
        2,
        Say(
            "nova",
            "We tried Saturdays once a month at one office and it was full every time. Doing it "
            "twice needs overtime for about twelve people; we will put the cost in the forum papers "
            "so that it can be discussed openly.",
            after=20,
            supports=7,
        ),
    ),
    (
        3,
        Say(
            "priya",
            "Thank you. Please also publish how many came without being served, that is the number "
            "that usually goes missing.",
            after=2,
            supports=3,
        ),
    ),
    (
        1,
        Say(
            "yanto",
            "Malam lebih baik. Jam 7 sampai 9 malam seminggu sekali di Seberang Ulu, pasti penuh.",
            after=14,
            stance="for",
            supports=4,
        ),
    ),
    (2, Say("rahmat", "Ongkos ojek malam beda dikit, nanti saya kasih diskon wkwk.", after=5, supports=2)),
    (3, Say("yanto", "Dicatat notulen ya ini.", after=1, supports=1)),
    (
        0,
        Say(
            "cecep",
            "Pertanyaan bodoh: kenapa KTP rusak harus antre sama dengan yang bikin KK baru? Yang "
            "satu cuma cetak ulang 5 menit. Pisahkan loket cepat dan loket lama, seperti kasir "
            "supermarket di bawah 10 barang.",
            question=0,
            after=120,
            stance="neutral",
            supports=3,
        ),
    ),
    (
        1,
        Say(
            "maya", "Tidak bodoh sama sekali, ini yang paling masuk akal.", after=4, stance="for", supports=9
        ),
    ),
    (
        1,
        Say(
            "ratna",
            "Loket cepat yes. Di PS Mall aja ada (maksud saya di swalayannya).",
            after=6,
            stance="for",
            supports=4,
        ),
    ),
    (
        1,
        Say(
            "andi",
            'Hati-hati, di loket cepat nanti semua orang bilang urusannya cepat. "Cuma nanya '
            'sebentar, Pak," ternyata bawa map tiga.',
            after=11,
            stance="against",
            supports=2,
        ),
    ),
    (2, Say("maya", 'Yang "cuma nanya sebentar" itu sepupu saya semua.', after=2, supports=7)),
    (
        2,
        Say(
            "cecep",
            "Makanya ada petugas pemilah di depan. Sebelum ambil nomor, mapnya dibuka dulu.",
            after=3,
            supports=3,
        ),
    ),
    (
        3,
        Say(
            "hadi",
            "Petugas pemilah sudah kami coba di Sako selama dua minggu. Hasil awal: dari 10 orang "
            "yang datang, 3 ternyata kurang syarat dan dapat langsung diberi tahu sebelum menunggu "
            "dua jam. Kami cenderung meneruskannya.",
            after=26,
            supports=6,
        ),
    ),
    (
        4,
        Say(
            "elsa",
            "Saya salah satu yang di Sako. Diberi tahu kurang fotokopi buku nikah orang tua, balik "
            "lagi sejam kemudian, selesai. Bandingkan dengan tahun lalu, baru diberi tahu sesudah "
            "tiga jam duduk.",
            after=8,
            supports=5,
        ),
    ),
    (
        5,
        Say(
            "andi",
            "Kalau begitu saya berubah pikiran, asal pemilahnya orang yang paham, bukan satpam.",
            after=14,
            supports=2,
        ),
    ),
    (6, Say("elsa", "Di Sako ibu-ibu pegawai, galak dikit tapi paham betul.", after=2)),
    (7, Say("cecep", "Galak tapi paham itu kombinasi terbaik.", after=6, supports=4)),
)
