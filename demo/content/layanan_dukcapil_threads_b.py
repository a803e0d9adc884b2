"""Dukcapil, second question: what should be settled near home."""

from demo.content.shapes import Say, threads

THREADS = threads(
    (
        0,
        Say(
            "fitri",
            "KTP yang sudah jadi seharusnya bisa diambil di kelurahan. Saya dari Sukarami harus ke "
            "kantor induk hanya untuk mengambil selembar kartu yang sudah dicetak. Ongkos 40 ribu "
            "pulang pergi, izin kerja setengah hari, di sana 3 menit: cap jari, terima, pulang.",
            question=1,
            after=4,
            stance="for",
            supports=27,
        ),
    ),
    (
        1,
        Say(
            "agus",
            "Setuju. Pengambilan itu bukan pelayanan, itu cuma serah terima.",
            after=2,
            stance="for",
            supports=6,
        ),
    ),
    (
        1,
        Say(
            "hasan",
            "Saya pernah kerja di kelurahan. Lemari kami saja tidak bisa dikunci. Kalau KTP warga "
            "hilang siapa tanggung jawab? Kartu hilang bisa dipakai pinjol.",
            after=3,
            stance="against",
            supports=8,
        ),
    ),
    (
        2,
        Say(
            "fitri",
            "Lemarinya dong dikunci, Pak. Masa warga disuruh keliling kota karena lemari?",
            after=1,
            supports=5,
        ),
    ),
    (
        3,
        Say(
            "hasan",
            "Setuju beli lemari. Tapi dahulukan lemarinya, baru kartunya. Biasanya terbalik.",
            after=2,
            supports=4,
        ),
    ),
    (4, Say("wawan", "Anggaran lemari keluar 2029, kuncinya menyusul 2030.", after=5, supports=7)),
    (5, Say("hasan", "Pengalaman saya lebih lama dari itu hehe.", after=1, supports=2)),
    (
        4,
        Say(
            "nova",
            "Pak Hasan benar soal urutan. Uji coba pengambilan di kelurahan kami rencanakan hanya di "
            "tempat yang sudah punya lemari besi dan pembaca sidik jari. Saat ini ada 11 dari 107 "
            "kelurahan. Sebelas itu dapat dimulai lebih dulu, sisanya menyusul sesudah ada "
            "perlengkapannya.",
            after=18,
            supports=11,
        ),
    ),
    (5, Say("fitri", "Sebelas yang mana, Bu? Sukarami masuk?", after=4, supports=5)),
    (
        6,
        Say(
            "nova",
            "Daftarnya akan saya lampirkan di bahan forum. Di Kecamatan Sukarami ada dua kelurahan "
            "yang siap.",
            after=16,
            supports=4,
        ),
    ),
    (7, Say("fitri", "Alhamdulillah, semoga salah satunya kelurahan saya.", after=2, supports=2)),
    (
        5,
        Say(
            "ismail",
            "11 dari 107 itu sepuluh persen. Dengan laju begini cucu saya yang ambil di kelurahan. "
            "Maaf, tapi kenapa tidak pakai kantor pos? Mereka punya lemari, punya kurir, punya "
            "pengalaman ratusan tahun antar barang.",
            after=9,
            supports=8,
        ),
    ),
    (
        6,
        Say(
            "nurul",
            "Kantor pos! Atau kurir biasa dengan ongkos ditanggung pemohon. Saya rela bayar 15 ribu "
            "daripada 40 ribu plus izin kerja.",
            after=3,
            stance="for",
            supports=15,
        ),
    ),
    (
        7,
        Say(
            "ayu",
            "Yang rela bayar silakan, tapi jangan sampai yang tidak bayar jadi nomor dua. Saya hafal "
            "sifatnya: begitu ada jalur berbayar, jalur gratis dibiarkan jelek.",
            after=2,
            stance="against",
            supports=9,
        ),
    ),
    (
        8,
        Say(
            "nurul",
            "Kekhawatiran yang masuk akal. Kalau begitu syaratnya: waktu cetaknya sama, cuma cara "
            "sampainya yang beda.",
            after=1.5,
            supports=5,
        ),
    ),
    (
        9,
        Say(
            "ayu",
            "Kalau waktu cetaknya sama dan diumumkan, aku galak (mau). Jadi pilihan, bukan jebakan.",
            after=2,
            supports=6,
        ),
    ),
    (10, Say("dedi", "Mak Ayu untuk kepala dinas.", after=11, supports=3)),
    (11, Say("ayu", "Gajinya berapa dulu? Jualan model untungnya lumayan.", after=1, supports=10)),
    (
        8,
        Say(
            "kevin",
            "Di ekspedisi juga begitu Mak, reguler tetap sampai. Yang penting nomor resi.",
            after=4,
            supports=4,
        ),
    ),
    (
        6,
        Say(
            "hadi",
            "Pengiriman oleh kurir sudah kami bicarakan. Soalnya bukan ongkos, tetapi kartu harus "
            "diserahkan kepada pemiliknya dengan sidik jari, dan kurir tidak membawa pembacanya. "
            "Kami sedang menanyakan apakah penyerahan dengan foto dan tanda tangan dapat diterima.",
            after=23,
            supports=9,
        ),
    ),
    (
        7,
        Say(
            "iqbal", "Kartu ATM dan SIM card saja diantar kurir, Pak. Yang isinya uang.", after=5, supports=6
        ),
    ),
    (
        8,
        Say(
            "taufik",
            "ATM baru aktif kalau pemiliknya memasukkan PIN. KTP aktif sejak dicetak. Itu bedanya, "
            "jadi saya paham kehati-hatiannya.",
            after=3,
            supports=4,
        ),
    ),
    (9, Say("iqbal", "Hmm iya. Berarti seharusnya KTP juga ada aktivasi.", after=6, supports=1)),
    (
        10,
        Say(
            "taufik",
            "Itu urusan pusat, kota tidak bisa. Jangan sampai jadi alasan menunggu.",
            after=2,
            supports=3,
        ),
    ),
    (
        1,
        Say(
            "okta",
            "Usul sederhana: kabari lewat SMS kalau sudah jadi. Saya ke sana tiga kali cuma untuk "
            'dengar "belum, Mas".',
            after=28,
            stance="for",
            supports=4,
        ),
    ),
    (
        2,
        Say(
            "vera",
            "INI. Tolong SMS, bukan notifikasi aplikasi. SMS masuk walau kuota habis.",
            after=2,
            supports=10,
        ),
    ),
    (
        2,
        Say(
            "lukman",
            'Dan sebutkan tempat ambilnya. Saya dapat kabar "sudah jadi", ternyata ada di kantor lain.',
            after=6,
            supports=2,
        ),
    ),
    (
        3,
        Say(
            "sinta",
            "Pesan singkat memerlukan biaya per pesan, tetapi tidak besar: dengan jumlah sekarang "
            "kira-kira seharga satu laptop per tahun. Kami usulkan masuk anggaran perubahan.",
            after=27,
            supports=8,
        ),
    ),
    (
        4,
        Say(
            "okta",
            "Seharga satu laptop untuk ribuan orang tidak bolak-balik. Itu harga diskon.",
            after=3,
            supports=4,
        ),
    ),
    (
        0,
        Say(
            "wulan",
            "Mobil keliling itu bagus sekali, tapi jadwalnya rahasia negara. Kami di Gandus baru "
            "tahu mobilnya datang setelah mobilnya pulang. Ketahuan dari status WA tetangga: "
            '"alhamdulillah KK selesai". Coba jadwal sebulan ditempel di masjid dan dibagikan ke '
            "grup RT.",
            question=1,
            after=11,
            stance="for",
            supports=15,
        ),
    ),
    (
        1,
        Say(
            "zul",
            "Grup RT saya siap. Kirim saja gambarnya, jangan PDF, ibu-ibu tidak buka PDF.",
            after=2,
            supports=5,
        ),
    ),
    (
        1,
        Say(
            "melati",
            "Di Kertapati mobilnya datang hari pasar, parkirnya di sebelah tempat jual ikan. Antre "
            "KTP sambil milih patin. Saya tidak protes, cuma lapor.",
            after=6,
            supports=9,
        ),
    ),
    (2, Say("wahyu", "Pelayanan terpadu: KK, KTP, pindang.", after=1, supports=8)),
    (
        2,
        Say(
            "hadi",
            "Pemilihan hari pasar memang sengaja, Bu, tetapi soal letaknya akan kami bicarakan "
            "dengan pengelola pasar. Baunya juga sampai ke operator kami.",
            after=20,
            supports=5,
        ),
    ),
    (
        1,
        Say(
            "hadi",
            "Jadwal mobil keliling bulan ini sudah kami buat dalam bentuk gambar dan dikirim ke "
            "semua camat. Kalau sampai hari Jumat belum ada di grup RT Anda, beri tahu kami "
            "kelurahannya.",
            after=22,
            supports=7,
        ),
    ),
    (2, Say("wulan", "Gandus belum ada, Pak. Hari Jumat sudah lewat.", after=80, supports=6)),
    (
        3,
        Say(
            "hadi",
            "Terima kasih. Ternyata berhenti di kecamatan. Mulai bulan depan kami kirim langsung ke "
            "kelurahan juga, dan kami tampilkan di situs.",
            after=15,
            supports=4,
        ),
    ),
    (
        4,
        Say(
            "wulan",
            'Nah, "berhenti di kecamatan" itu kalimat paling jujur yang saya baca minggu ini.',
            after=3,
            supports=5,
        ),
    ),
    (
        1,
        Say(
            "citra",
            "Mobil kelilingnya tolong sore. Datang jam 9 bubar jam 12, yang kerja tidak pernah ketemu.",
            after=30,
            stance="for",
            supports=3,
        ),
    ),
    (
        2,
        Say(
            "yanto",
            "Atau parkir di gerbang pabrik Pusri dan Plaju pas pergantian shift. Sekali parkir dapat "
            "ratusan orang.",
            after=5,
            supports=4,
        ),
    ),
    (
        3,
        Say(
            "putri",
            "Sebagai anak Plaju saya mendukung tanpa syarat. Bapak saya shift malam, KTP-nya masih "
            "beralamat rumah lama sejak saya SD.",
            after=7,
            supports=6,
        ),
    ),
    (4, Say("joko", "Jangan-jangan fotonya juga masih pakai seragam SMA.", after=3, supports=2)),
    (
        5,
        Say(
            "putri", "Rambutnya masih ada, Om. Itu justru kenapa beliau tidak mau ganti.", after=1, supports=5
        ),
    ),
    (
        3,
        Say(
            "nova",
            "Ide pergantian shift menarik. Kami hubungi perusahaan di Plaju dan Kalidoni. Perlu satu "
            "bulan untuk mengatur, akan kami laporkan hasilnya di laporan tindak lanjut.",
            after=26,
            supports=7,
        ),
    ),
    (
        0,
        Say(
            "arif",
            "Saya tidak setuju terlalu banyak dilempar ke kelurahan. Kelurahan saya pegawainya "
            "empat, satu cuti melahirkan, satu ditarik ke kecamatan, tinggal dua. Ditambah urusan "
            "KTP, surat pengantar usaha jadi seminggu. Memindahkan antrean dari kantor besar ke "
            "kantor kecil bukan penyelesaian.\n\n"
            "Kalau mau serius, pindahkan orangnya juga. Satu operator Dukcapil duduk di kecamatan, "
            "lima hari, digaji Dukcapil, dengan alatnya. Jangan lurah disuruh kerja dua dinas.\n\n"
            "Saya tahu ini lebih mahal daripada sekadar surat edaran. Tetapi surat edaran sudah "
            "berkali-kali, dan setiap kali yang kebagian kerja adalah ibu staf kelurahan yang sama, "
            "yang juga mengurus bantuan sosial, posyandu, lomba kebersihan, dan tamu.",
            question=1,
            after=20,
            stance="against",
            supports=12,
        ),
    ),
    (
        1,
        Say(
            "jamal",
            "Kecamatan itu titik tengah yang pas. 18 kecamatan, 18 operator.",
            after=3,
            stance="for",
            supports=6,
        ),
    ),
    (
        1,
        Say(
            "ratna",
            "Dari sisi kepegawaian: operator itu dilatih dua bulan lalu pindah tugas enam bulan "
            "kemudian. Yang perlu dijaga bukan cuma jumlah orang, tapi lama orangnya di satu tempat.",
            after=4,
            stance="neutral",
            supports=5,
        ),
    ),
    (2, Say("arif", "Betul. Di kecamatan kami operator bagus ditarik jadi ajudan.", after=2, supports=4)),
    (3, Say("gita", "Ya ampun. Promosi yang merugikan seribu orang.", after=5, supports=6)),
    (2, Say("rina", "Mbak Ratna kerja di mana kok paham sekali? Penasaran.", after=7, supports=3)),
    (
        3,
        Say(
            "ratna",
            "Dulu honorer di sebuah kecamatan, sekarang jualan tekwan. Lebih stabil.",
            after=2,
            supports=4,
        ),
    ),
    (4, Say("wawan", "Tekwan tidak pernah mutasi.", after=1, supports=7)),
    (
        1,
        Say(
            "nova",
            "Pak Arif, terima kasih sudah memisahkan dua hal: tempat dan orang. Saat ini 7 kecamatan "
            "punya operator tetap dari kami. Menambah 11 lagi memerlukan formasi yang keputusannya "
            "tidak di kami. Yang dapat kami putuskan sendiri: membagi ulang operator menurut jumlah "
            "pemohon, karena sekarang dibagi rata.",
            after=21,
            supports=8,
        ),
    ),
    (
        2,
        Say(
            "arif",
            "Bagi ulang dulu. Ilir Timur II dan Sako tidak mungkin sama bebannya dengan Bukit Kecil.",
            after=6,
            supports=5,
        ),
    ),
    (
        3,
        Say(
            "nova",
            "Datanya mendukung Anda. Bukit Kecil rata-rata 19 pemohon sehari, Sako 88.",
            after=24,
            supports=6,
        ),
    ),
    (
        4,
        Say(
            "martin",
            "As a Bukit Kecil resident I can confirm it is very comfortable here. Take one of ours.",
            after=5,
            supports=3,
        ),
    ),
    (5, Say("elsa", "Sako says thank you, Mister. Dikirim pempek satu kotak.", after=2, supports=9)),
    (6, Say("martin", "Kapal selam, please.", after=3, supports=6)),
    (7, Say("elsa", "Deal. Cuko pedas atau tidak?", after=1, supports=4)),
    (8, Say("martin", "After nine years: pedas.", after=4, supports=5)),
    (9, Say("wahyu", "Sah, wong kito galo (orang kita semua).", after=3, supports=3)),
    (
        0,
        Say(
            "sari",
            "Saya bidan praktik di Kalidoni. Setiap bulan sekitar 30 bayi lahir di tempat kami. Yang "
            "pulang membawa akta kelahiran: nol. Semua harus ke kantor, padahal orang tuanya baru "
            "melahirkan. Akibatnya ditunda, ditunda lagi, dan baru diurus waktu anak mau masuk SD, "
            "dengan denda waktu dan saksi yang sudah pindah.\n\n"
            "Rumah sakit besar sudah bisa langsung terbit akta di tempat. Kenapa bidan dan puskesmas "
            "tidak? Kami punya internet, punya data ibunya, punya jam lahirnya sampai menit.\n\n"
            "Saya tidak minta dibayar untuk ini. Saya minta tiga hal saja: akun, pelatihan sekali, "
            "dan satu nomor yang diangkat kalau saya bingung. Ibu yang baru melahirkan pulang dengan "
            "bayi dan selembar akta, itu hadiah terbaik yang bisa diberikan kota ini.",
            question=1,
            after=26,
            stance="for",
            supports=25,
        ),
    ),
    (
        1,
        Say(
            "nurul",
            "Saya korbannya, anak saya 6 tahun baru punya akta. Saksi lahirnya sudah pindah ke Jambi.",
            after=1,
            supports=8,
        ),
    ),
    (
        1,
        Say(
            "indah",
            "Ini seharusnya paling mudah. Bidannya sudah jadi saksi resmi.",
            after=3,
            stance="for",
            supports=7,
        ),
    ),
    (
        1,
        Say(
            "lina",
            "Setuju, tapi siapa yang memeriksa datanya? Nama bayi sering belum final waktu pulang. "
            'Anak saya saja seminggu dipanggil "adek".',
            after=5,
            stance="neutral",
            supports=3,
        ),
    ),
    (
        2,
        Say(
            "sari",
            "Kalau nama belum ada, ya jangan diterbitkan dulu. Cukup datanya kami kirim, keluarganya "
            "tinggal melengkapi nama dari HP. Yang penting tidak mulai dari nol.",
            after=2,
            supports=9,
        ),
    ),
    (3, Say("lina", "Pas. Saya dukung penuh kalau begitu.", after=1, supports=4)),
    (
        3,
        Say(
            "desi",
            "Nama bayi anak sekarang tiga kata semua pakai huruf ganda, operator sampai tiga kali "
            "cek. Mungkin itu penyebab lemot yang sebenarnya.",
            after=9,
            supports=2,
        ),
    ),
    (4, Say("rudi", "Khaylilla Azzahrra Qyeen. Bukan mengarang, keponakan saya.", after=3, supports=4)),
    (5, Say("desi", "Semoga operatornya diberi kesabaran.", after=1, supports=3)),
    (
        1,
        Say(
            "hadi",
            "Bu Sari, usul Ibu yang paling siap dikerjakan. Pola rumah sakit dapat dipakai untuk "
            "puskesmas dengan rawat inap dan praktik bidan yang mau. Kami perlu tiga hal: akun untuk "
            "bidan, surat tugas sebagai petugas registrasi, dan pelatihan setengah hari. Apakah di "
            "organisasi bidan ada yang dapat kami ajak bicara?",
            after=24,
            supports=14,
        ),
    ),
    (
        2,
        Say(
            "sari",
            "Ada, Pak. Pertemuan ranting kami Sabtu kedua tiap bulan. Silakan datang, nanti saya "
            "sampaikan ke ketua. Konsumsinya pempek, jangan khawatir.",
            after=4,
            supports=6,
        ),
    ),
    (
        3,
        Say(
            "hadi",
            "Kami datang. Dua orang, dan membawa formulirnya supaya dapat dicoba langsung.",
            after=18,
            supports=5,
        ),
    ),
    (
        4,
        Say(
            "sari",
            "Kabar: pertemuannya sudah. Dari 24 bidan yang hadir 17 mau mencoba. Keberatan yang 7: "
            "takut disalahkan kalau nama salah. Tolong itu dijawab tertulis, bukan lisan.",
            after=140,
            supports=11,
        ),
    ),
    (
        5,
        Say(
            "hadi",
            "Kami jawab tertulis sebelum forum. Singkatnya: nama disetujui orang tua di ponselnya "
            "sendiri, jadi bidan tidak bertanggung jawab atas ejaan.",
            after=20,
            supports=7,
        ),
    ),
    (
        2,
        Say(
            "zainab",
            "Saya menelepon karena tidak bisa mengetik. Cucu saya lahir di bidan di Kalidoni. Kalau "
            "akta bisa dari bidan saya senang sekali, menantu saya tidak perlu meninggalkan bayi.",
            after=60,
            stance="for",
            supports=6,
            channel="phone",
        ),
    ),
    (
        0,
        Say(
            "mastura",
            "Suami saya stroke, sudah dua tahun tidak bisa keluar rumah. KTP-nya hilang. Saya sudah "
            "bertanya tiga kali, dijawab harus datang sendiri untuk foto. Bagaimana caranya orang "
            "yang tidak bisa bangun disuruh datang. Mohon petugas yang datang ke rumah.",
            question=1,
            after=90,
            stance="for",
            supports=5,
            channel="phone",
        ),
    ),
    (
        1,
        Say(
            "nanda",
            "Layanan jemput bola ke rumah itu sebenarnya ada, Bu. Cuma tidak banyak yang tahu dan "
            "antreannya panjang. Saya dulu menunggu enam minggu.",
            after=4,
            supports=13,
        ),
    ),
    (2, Say("dewi", "Enam minggu? Untuk orang sakit yang perlu KTP buat berobat?", after=2, supports=5)),
    (
        3,
        Say(
            "nanda",
            "Iya, karena satu tim untuk seluruh kota. Mereka baik sekali waktu datang, sabar, bawa "
            "lampu sendiri. Orangnya kurang, bukan niatnya.",
            after=3,
            supports=7,
        ),
    ),
    (
        4,
        Say(
            "hadi",
            "Saudara Nanda benar. Satu tim, dua hari seminggu, sekitar 16 rumah. Daftar tunggu saat "
            "ini 94 nama. Menambah satu hari seminggu dapat kami lakukan tanpa anggaran baru dengan "
            "mengurangi satu hari di mobil keliling yang sepi. Kami minta pendapat Anda: adilkah itu?",
            after=20,
            supports=9,
        ),
    ),
    (
        5,
        Say(
            "nanda",
            "Adil. Yang di mobil keliling masih bisa jalan ke tempat lain.",
            after=2,
            stance="for",
            supports=12,
        ),
    ),
    (
        5,
        Say(
            "wulan",
            "Asal yang dikurangi benar yang sepi, bukan yang jauh. Gandus itu sepi karena jadwalnya "
            "tidak sampai, bukan karena tidak perlu.",
            after=9,
            stance="neutral",
            supports=4,
        ),
    ),
    (6, Say("nanda", "Setuju Mbak Wulan, jangan orang jauh yang bayar.", after=3, supports=3)),
    (
        7,
        Say(
            "hadi",
            "Kami pakai ukuran keduanya: jumlah pemohon dan jarak ke kantor terdekat. Gandus tidak "
            "dikurangi.",
            after=21,
            supports=5,
        ),
    ),
    (8, Say("wulan", "Makasih, dicatat ya.", after=2, supports=2)),
    (
        1,
        Say(
            "hadi",
            "Ibu Mastura, petugas yang menerima telepon Ibu sudah memasukkan nama suami Ibu ke "
            "daftar kunjungan. Ibu akan ditelepon dulu sebelum tim datang.",
            after=25,
            supports=8,
        ),
    ),
    (
        0,
        Say(
            "gita",
            "Apakah semua ini harus KTP fisik? Ada yang digital di ponsel. Tapi tiap saya tunjukkan "
            'di bank atau bandara, jawabannya "yang asli mana, Kak".',
            question=1,
            after=60,
            stance="neutral",
            supports=8,
        ),
    ),
    (
        1,
        Say(
            "daniel",
            "The digital ID works well at the airport in Jakarta. At SMB II the officer asked me to "
            "send it to his WhatsApp so that he could print it.",
            after=3,
            stance="for",
            supports=6,
        ),
    ),
    (2, Say("vera", "Dicetak. KTP digital. Dicetak.", after=1, supports=14)),
    (3, Say("eko", "Lalu difotokopi dua lembar, dimasukkan map kuning.", after=5, supports=3)),
    (
        1,
        Say(
            "taufik",
            "Kota bisa mulai dari dirinya sendiri: semua kantor pemkot, puskesmas, kelurahan wajib "
            "menerima yang digital. Jangan suruh bank dulu kalau kelurahan masih minta fotokopi.",
            after=6,
            supports=4,
        ),
    ),
    (
        2,
        Say(
            "sinta",
            "Setuju, dan ini dapat diperiksa. Kami akan mengirim orang untuk mencoba menunjukkan KTP "
            "digital di 20 kantor, lalu mengumumkan di mana ditolak.",
            after=28,
            supports=9,
        ),
    ),
    (3, Say("taufik", "Semacam pembeli misterius. Mantap. Ikut dong jadi relawannya.", after=4, supports=5)),
    (4, Say("gita", "Saya juga mau.", after=2, supports=3)),
    (
        1,
        Say(
            "husin",
            "HP saya tidak bisa. Jangan lupakan yang kartunya dari plastik.",
            after=10,
            stance="against",
            supports=6,
        ),
    ),
    (
        0,
        Say(
            "erwin",
            "Pindah alamat masih minta surat pengantar RT, RW, lurah. Katanya sudah tidak perlu. Di "
            "loket tetap diminta. Mana yang benar?",
            question=1,
            after=100,
            stance="against",
            supports=4,
        ),
    ),
    (
        1,
        Say(
            "zul",
            "Saya RT. Saya juga bingung. Ada yang bilang tidak usah, besoknya warga disuruh balik "
            "minta tanda tangan saya jam 9 malam.",
            after=2,
            supports=6,
        ),
    ),
    (2, Say("mulyadi", "RT saya malah minta uang kas dulu baru tanda tangan.", after=3, supports=3)),
    (3, Say("zul", "Waduh. Kalau itu bukan RT, itu loket parkir.", after=1, supports=5)),
    (
        2,
        Say(
            "nova",
            "Jawaban pastinya: untuk pindah di dalam kota tidak perlu pengantar RT dan RW. Kalau "
            "loket masih meminta, itu keliru. Edaran kami ulangi hari ini ke semua loket dan akan "
            "ditempel menghadap warga, bukan menghadap petugas.",
            after=22,
            supports=10,
        ),
    ),
    (
        3,
        Say(
            "erwin",
            '"Menghadap warga, bukan menghadap petugas." Bagus, Bu. Semua papan syarat harusnya begitu.',
            after=30,
            supports=8,
        ),
    ),
    (
        1,
        Say(
            "tini",
            "Saya bayar 20 ribu ke orang untuk urus pengantar. Baru tahu sekarang tidak perlu. "
            "Tolong diumumkan di pasar.",
            after=50,
            stance="against",
            supports=3,
            channel="paper",
        ),
    ),
)
