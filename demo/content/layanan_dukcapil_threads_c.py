"""Dukcapil, third question, what makes online services hard, and everything else."""

from demo.content.shapes import Say, threads

THREADS = threads(
    (
        0,
        Say(
            "maya",
            'Yang paling sulit: foto. Aplikasi minta foto dokumen "jelas, tidak buram, semua sudut '
            'terlihat, maksimal 500 KB". Kamera HP menghasilkan 4 MB. Di mana orang biasa '
            "mengecilkan foto? Saya akhirnya kirim ke diri sendiri lewat WA, unduh lagi, baru kecil. "
            "Itu pun setelah diajari anak kos.",
            question=2,
            after=6,
            stance="against",
            supports=21,
        ),
    ),
    (
        1,
        Say(
            "fahmi",
            "Mengecilkan foto seharusnya pekerjaan aplikasinya. Lima baris kode. Saya programer, "
            "saya berani bilang begitu.",
            after=0.8,
            supports=8,
        ),
    ),
    (2, Say("bambang", "Kalau lima baris kok tidak dikerjakan?", after=2, supports=2)),
    (
        3,
        Say(
            "fahmi",
            "Karena yang menulis syarat 500 KB tidak pernah mengunggah dari HP-nya sendiri, Pak.",
            after=1,
            supports=7,
        ),
    ),
    (
        4,
        Say(
            "sinta",
            "Benar, kami akui. Pengecilan otomatis masuk pembaruan berikutnya. Batas 500 KB "
            "sementara kami naikkan menjadi 5 MB mulai kemarin malam.",
            after=20,
            supports=9,
        ),
    ),
    (
        5,
        Say(
            "maya",
            "Baru saya coba, masuk langsung sekali unggah. Terima kasih. Anak kos saya kehilangan pekerjaan.",
            after=3,
            supports=6,
        ),
    ),
    (
        5,
        Say(
            "fahmi",
            'Cepat juga. Sekalian pesan galatnya: "Terjadi kesalahan (E-07)" itu artinya apa?',
            after=6,
            supports=2,
        ),
    ),
    (6, Say("joko", "E-07: Ente coba lagi besok jam 07.", after=1, supports=8)),
    (
        7,
        Say(
            "sinta",
            "Hampir benar. E-07 berarti sesi habis karena 10 menit tidak ada kegiatan, dan isian "
            "hilang. Kami ubah: waktunya 60 menit, isian disimpan, dan pesannya ditulis dengan "
            "kalimat.",
            after=22,
            supports=7,
        ),
    ),
    (
        8,
        Say(
            "fahmi",
            "Isian disimpan itu yang paling penting. Saya pernah mengetik nama 7 anggota keluarga, "
            "telepon masuk sebentar, hilang semua.",
            after=4,
            supports=4,
        ),
    ),
    (
        9,
        Say(
            "ayu",
            "Tujuh nama, NIK-nya 16 angka satu-satu. Itu bukan formulir, itu ujian masuk.",
            after=2,
            supports=6,
        ),
    ),
    (
        1,
        Say(
            "bella",
            "Tips sementara buat yang lain: foto di dekat jendela siang hari, taruh di atas alas "
            "gelap. Ditolak 2 kali, yang ketiga lolos.",
            after=14,
            supports=3,
        ),
    ),
    (2, Say("tono", "Makasih tipsnya, berhasil.", after=3)),
    (
        0,
        Say(
            "dewi",
            "Aplikasinya gak bisa dipakai tunanetra. Kakak saya pakai pembaca layar, tiap tombol "
            'dibaca "gambar, gambar, tombol tanpa label". Dia sarjana, kerja di call center, ngetik '
            "lebih cepat dari saya, tapi ambil nomor antrean saja harus minta tolong adiknya.",
            question=2,
            after=12,
            stance="neutral",
            supports=10,
        ),
    ),
    (
        1,
        Say(
            "nanda",
            "Terima kasih sudah menulis ini. Orang pikir aksesibilitas itu ramp saja.",
            after=2,
            supports=12,
        ),
    ),
    (1, Say("fahmi", "Memberi label tombol itu pekerjaan satu sore. Malu sebenarnya.", after=5, supports=6)),
    (
        1,
        Say(
            "sinta",
            "Ibu Dewi, bolehkah kami minta kakak Ibu mencoba bersama pembuat aplikasinya, satu jam, "
            "di kantor atau lewat panggilan? Kami ganti ongkos dan waktunya. Lebih baik kami melihat "
            "sendiri daripada menebak.",
            after=24,
            supports=10,
        ),
    ),
    (
        2,
        Say(
            "dewi",
            "Saya tanya dulu. Katanya: mau, asal yang bikin aplikasinya datang sendiri, bukan "
            "diwakili bagian umum.",
            after=5,
            supports=5,
        ),
    ),
    (3, Say("sinta", "Yang menulis kodenya akan duduk di sampingnya.", after=17, supports=8)),
    (
        4,
        Say(
            "dewi",
            "Sudah kemarin. Pembuatnya diam setengah jam melihat kakak saya berjuang di halaman "
            'pertama, lalu bilang "saya tidak tahu". Saya hargai itu. Daftarnya ada 31 hal, 12 '
            "diperbaiki hari itu juga.",
            after=120,
            supports=14,
        ),
    ),
    (5, Say("nanda", "Merinding bacanya. Semoga yang 19 lagi menyusul.", after=3, supports=7)),
    (
        6,
        Say(
            "sinta",
            "19 sisanya ada tanggalnya, kami buka daftarnya untuk umum minggu depan.",
            after=22,
            supports=6,
        ),
    ),
    (
        0,
        Say(
            "junaidi",
            "Sandi lupa, reset lewat email. Email yang mana? Yang bikin email saya tukang konter "
            "tahun 2017. Saya tidak tahu sandinya, dia sudah tutup konternya.",
            question=2,
            after=18,
            stance="against",
            supports=6,
        ),
    ),
    (
        1,
        Say(
            "kevin",
            "Ini masalah nyata. Separuh pelanggan saya emailnya dibuatkan orang konter.",
            after=1,
            supports=5,
        ),
    ),
    (1, Say("taufik", "Masuk pakai nomor HP saja lah.", after=3, supports=3)),
    (
        2,
        Say(
            "andi",
            "Nomor HP juga gonta-ganti. Habis masa aktif, nomornya dijual ke orang lain, orang lain "
            "bisa masuk akun kita. Saya pernah dapat OTP milik orang asing.",
            after=2,
            stance="against",
            supports=4,
        ),
    ),
    (3, Say("taufik", "Iya ya. Terus apa dong yang tetap?", after=1, supports=2)),
    (
        4,
        Say(
            "andi",
            "Wajah dan sidik jari tetap, tapi datang ke kantor. Mungkin cukup sekali saja: datang, "
            "petugas sambungkan nomor baru, selesai 2 menit, tanpa nomor antrean.",
            after=4,
            supports=6,
        ),
    ),
    (
        5,
        Say(
            "hadi",
            "Penyambungan nomor baru sekarang sudah dapat di semua loket informasi tanpa nomor "
            "antrean. Rupanya ini belum banyak diketahui, jadi kami tambahkan di halaman masuk "
            "aplikasi.",
            after=25,
            supports=4,
        ),
    ),
    (6, Say("junaidi", "Baru tahu. Besok saya ke sana bawa HP dan penyesalan.", after=5, supports=4)),
    (
        1,
        Say(
            "rudi",
            "Hubungi saja sepupu saya, dia bisa bantu reset akun siapa pun, cepat, ini nomornya "
            "08xx-xxxx, bilang dari Rudi.",
            after=30,
            hidden=(
                2,
                "Tanggapan ini memuat nomor telepon orang lain. Hapus nomornya, maka sisanya dapat "
                "tampil. Mohon juga jangan menyerahkan akun kepada orang yang menawarkan bantuan.",
            ),
        ),
    ),
    (
        2,
        Say(
            "vera",
            "Hati-hati Mas, nomor orang jangan ditaruh di sini. Lagian reset akun orang lain itu bahaya.",
            after=0.5,
            supports=6,
        ),
    ),
    (
        2,
        Say(
            "andi",
            '"Bisa bantu reset akun siapa pun" itu kalimat yang bikin saya tidak bisa tidur.',
            after=3,
            supports=3,
        ),
    ),
    (
        3,
        Say(
            "hadi",
            "Petugas kami tidak pernah meminta kode OTP. Kalau ada yang menawarkan reset akun "
            "berbayar, jangan diberi apa pun.",
            after=20,
            supports=7,
        ),
    ),
    (
        0,
        Say(
            "nurul",
            "Boleh cerita yang baik? Akta kematian ayah saya saya urus dari HP, Minggu malam, di "
            "kamar, sambil menangis. Rabu sudah jadi, berkasnya dikirim lewat surel, saya cetak "
            "sendiri di rumah. Tidak ada yang bertanya macam-macam. Untuk urusan sedih, tidak harus "
            "berdiri di depan loket itu sangat menolong. Terima kasih siapa pun yang memprosesnya.",
            question=2,
            after=25,
            stance="for",
            supports=11,
        ),
    ),
    (
        1,
        Say(
            "yuni",
            "Turut berduka, Mbak. Terima kasih sudah cerita, supaya adil juga ke mereka.",
            after=1,
            supports=8,
        ),
    ),
    (
        1,
        Say(
            "dewi",
            "Peluk. Adik saya (petugas) saya kirimi tangkapan layar ini, dia senyum seharian.",
            after=2,
            supports=6,
        ),
    ),
    (
        1,
        Say(
            "nova", "Turut berdukacita, Ibu Nurul. Pesan Ibu saya bacakan di apel pagi.", after=14, supports=9
        ),
    ),
    (
        1,
        Say(
            "reza",
            "Maaf beda pengalaman, akta kematian nenek saya ditolak 4 kali lewat daring karena "
            "tulisan di surat RS tidak terbaca. Tulisan dokter.",
            after=20,
            stance="against",
            supports=2,
        ),
    ),
    (
        2,
        Say(
            "sari",
            "Tulisan tangan dokter itu memang ujian iman. Minta surat yang diketik ke bagian rekam "
            "medis, mereka wajib bisa.",
            after=2,
            supports=8,
        ),
    ),
    (3, Say("reza", "Noted, makasih Bu Bidan.", after=5, supports=1)),
    (
        0,
        Say(
            "priya",
            "Two practical things that make the app hard for newcomers to the city: it exists in "
            "Indonesian only, and the help chat answers with a link to a PDF of 48 pages. I can read "
            "Indonesian slowly, but not 48 pages on a phone.",
            question=2,
            after=34,
            stance="neutral",
            supports=7,
        ),
    ),
    (
        1,
        Say(
            "daniel",
            "Page 31 is the one you want, if it's about moving from another province. Took me an "
            "evening to find.",
            after=2,
            supports=3,
        ),
    ),
    (2, Say("priya", "You just saved me an evening. Thank you, Daniel from page 31.", after=1, supports=4)),
    (
        1,
        Say(
            "lina",
            "Jangankan orang asing, saya asli Plaju pun tidak sanggup 48 halaman.",
            after=4,
            supports=3,
        ),
    ),
    (
        1,
        Say(
            "nova",
            "We are replacing the PDF by one page per service: who, what to bring, how long. The "
            "first ten pages are being written and an English version of each will follow.",
            after=26,
            supports=6,
        ),
    ),
    (2, Say("susan", "I'm happy to proofread the English for free.", after=6, supports=2)),
    (
        0,
        Say(
            "ismail",
            "Saya mau bicara soal yang tidak enak: calo. Di mana ada sistem sulit, di situ ada calo. "
            "Calo itu bukan penyakit, itu gejalanya. Kalau ambil nomor mudah, syarat jelas, dan "
            "selesai tepat waktu, tidak ada yang mau bayar. Jadi jangan tangkap calonya saja lalu "
            "foto-foto, perbaiki sulitnya.\n\n"
            "Saya pensiunan guru, 36 tahun mengajar. Dulu murid menyontek kami razia, kertasnya kami "
            "sita, besok kertasnya lebih kecil. Baru berhenti ketika soalnya kami ubah jadi soal "
            "yang tidak bisa dicontek. Menurut saya layanan pemerintah begitu juga: ubah soalnya.",
            question=2,
            after=50,
            stance="against",
            supports=13,
        ),
    ),
    (
        1,
        Say(
            "hendra",
            "Tangkap juga dong, Pak. Yang beroperasi di warung depan itu-itu saja orangnya.",
            after=1,
            stance="for",
            supports=4,
        ),
    ),
    (
        2,
        Say("ismail", "Tangkap boleh. Besok ada yang baru, karena sulitnya masih sama.", after=2, supports=3),
    ),
    (
        3,
        Say(
            "hendra",
            "Dua-duanya, jangan pilih satu. Kalau atap bocor ya perbaiki gentengnya, tapi lantainya "
            "tetap dipel.",
            after=3,
            supports=5,
        ),
    ),
    (4, Say("ismail", "Perumpamaan diterima.", after=1, supports=8)),
    (
        1,
        Say(
            "siti",
            "Jujur saya pernah bayar calo 75 ribu. Anak demam, saya harus cepat pulang. Saya malu, "
            "tapi waktu itu tidak ada pilihan.",
            after=6,
            stance="neutral",
            supports=7,
        ),
    ),
    (2, Say("fitri", "Tidak usah malu, Bu. Yang harus malu bukan Ibu.", after=1, supports=6)),
    (2, Say("ratna", "Betul, banyak yang begitu cuma tidak ngaku.", after=3, supports=2)),
    (
        2,
        Say(
            "hadi",
            "Ibu Siti, kejujuran seperti ini lebih berguna bagi kami daripada razia. Boleh tahu, "
            "waktu itu yang paling lama bagian mana: ambil nomor, menunggu, atau kurang syarat?",
            after=28,
            supports=5,
        ),
    ),
    (
        3,
        Say(
            "siti",
            "Kurang syarat. Materai. Di sana tidak ada yang jual, yang jual ya calonya itu, 20 ribu satu.",
            after=9,
            supports=6,
        ),
    ),
    (4, Say("wahyu", "Materai 20 ribu... bisnis yang tidak terpengaruh inflasi.", after=2, supports=4)),
    (
        4,
        Say(
            "nova",
            "Untuk layanan kami tidak ada yang memerlukan materai. Kalau ada loket yang memintanya, "
            'laporkan. Dan tulisan "tidak perlu materai" akan kami pasang di pintu.',
            after=15,
            supports=8,
        ),
    ),
    (
        5,
        Say(
            "siti",
            "YA ALLAH. Jadi 75 ribu tambah 20 ribu untuk sesuatu yang tidak perlu.",
            after=2,
            supports=11,
        ),
    ),
    (6, Say("elsa", "Pasang tulisannya sebesar baliho caleg, Bu Nova.", after=3, supports=5)),
    (
        7,
        Say(
            "nova", "Tidak sebesar itu, tapi sudah terpasang di lima kantor, ukuran A2.", after=30, supports=9
        ),
    ),
    (
        0,
        Say(
            "rahmat",
            "Satu aplikasi untuk satu urusan, HP saya isinya aplikasi pemerintah semua: bayar air, "
            "pajak motor, antrean, sekolah anak. Gabung jadi satu bisa gak?",
            question=2,
            after=75,
            stance="neutral",
            supports=4,
        ),
    ),
    (1, Say("bambang", "Jangan. Kalau satu mati, mati semua.", after=4, stance="against", supports=5)),
    (2, Say("rahmat", "Sekarang juga mati semua, cuma bergiliran.", after=1, supports=2)),
    (3, Say("bambang", "Saya kalah debat.", after=2, supports=9)),
    (
        1,
        Say(
            "sinta",
            "Satu pintu masuk dengan satu akun sedang kami siapkan, tetapi layanannya tetap terpisah "
            "di belakang, supaya yang satu mati tidak menjatuhkan yang lain. Jadi Pak Rahmat dan Pak "
            "Bambang dua-duanya didengar.",
            after=33,
            supports=3,
        ),
    ),
    (
        0,
        Say(
            "kartini",
            'Di forum saya titip: pakai kata yang biasa. "Pemadanan data", "konsolidasi", '
            '"verifikasi validasi". Saya pedagang ikan, tahunya cocok apa tidak cocok.',
            question=2,
            after=70,
            stance="neutral",
            supports=5,
            channel="forum",
        ),
    ),
    (1, Say("ayu", "Cocok, Bu. (Sudah saya verifikasi validasi.)", after=8, supports=11)),
    (
        1,
        Say(
            "nova",
            '"Data Anda cocok" dan "data Anda belum cocok, ini yang berbeda". Kami ganti di aplikasi '
            "dan di loket. Terima kasih, Bu Kartini.",
            after=30,
            supports=6,
        ),
    ),
    (
        0,
        Say(
            "okta",
            "Jam 7 tepat tadi pagi aplikasinya mati lagi sampai 7.40. Pas hidup, kuota habis. Jadi "
            "siapa yang dapat nomor selama aplikasi mati?",
            question=2,
            after=150,
            stance="against",
            supports=5,
            edited=(
                "Jam 7 tepat tadi pagi aplikasinya mati lagi. Pas hidup, kuota habis. PASTI ADA YANG "
                "MAIN DARI DALAM."
            ),
        ),
    ),
    (
        1,
        Say(
            "lukman",
            "Pertanyaan yang sama dari grup kampung kami. Sampai ada tangkapan layarnya.",
            after=0.5,
            supports=4,
        ),
    ),
    (1, Say("iqbal", "Sebelum diedit lebih seru hehe, tapi pertanyaannya memang sah.", after=2, supports=2)),
    (
        2,
        Say(
            "okta",
            "Saya sadar belum punya bukti, jadi diganti. Tapi pertanyaannya tetap.",
            after=1,
            supports=3,
        ),
    ),
    (
        1,
        Say(
            "sinta",
            "Catatan pagi ini: pukul 07.00 masuk 11.300 permintaan dalam satu menit, peladennya "
            "sanggup 2.000. Sebagian kecil tetap masuk sebelum halaman beku, jadi 210 nomor itu "
            "diambil dalam 50 detik pertama oleh orang yang kebetulan lolos. Tidak ada nomor yang "
            "diambil dari jaringan kantor, itu sudah kami periksa. Tetapi kecurigaan Anda wajar, "
            "karena dari luar tampak sama saja.",
            after=8,
            supports=12,
        ),
    ),
    (
        2,
        Say(
            "okta",
            "Dijelaskan begini saya bisa terima. Angka 11.300 itu besar ya. Berarti memang butuhnya segitu.",
            after=3,
            supports=8,
        ),
    ),
    (3, Say("taufik", "11.300 klik, bukan 11.300 orang. Saya sendiri klik 40 kali.", after=2, supports=5)),
    (
        4,
        Say(
            "sinta",
            "Betul, kira-kira 1.900 orang. Tetap sembilan kali lipat dari nomornya.",
            after=20,
            supports=4,
        ),
    ),
    (
        5,
        Say(
            "hasan",
            "Nah itu angka yang harusnya jadi judul konsultasi ini: 1.900 orang, 210 nomor.",
            after=6,
            supports=6,
        ),
    ),
    (
        6,
        Say(
            "pratiwi",
            "Setuju. Semua perdebatan daring atau di tempat jadi kecil kalau jumlahnya memang kurang "
            "sembilan kali.",
            after=4,
            supports=5,
        ),
    ),
    (
        7,
        Say(
            "arif",
            "Kurang sembilan kali pada hari itu. Kalau yang gagal Senin coba lagi Selasa, ya "
            "terlihat berlipat. Kebutuhan aslinya mungkin dua sampai tiga kali.",
            after=5,
            supports=3,
        ),
    ),
    (
        8,
        Say(
            "pratiwi",
            "Benar, ada yang terhitung berulang. Tetap kurang, tapi bukan mustahil dikejar.",
            after=2,
            supports=4,
        ),
    ),
    (
        9,
        Say(
            "nova",
            "Perhitungan kami juga sekitar dua setengah kali. Ini akan jadi slide pertama di forum.",
            after=23,
            supports=8,
        ),
    ),
    (
        0,
        Say(
            "umi",
            "Saya mewakili ibu-ibu pengajian di Tangga Buntung. Kami tidak minta yang canggih. Kami "
            "minta kipas angin yang hidup dan air minum. Menunggu tiga jam tanpa air, yang puasa "
            "saja ada bukanya. Kursi juga. Di Seberang Ulu ada 40 kursi, yang menunggu 100 orang, "
            "sisanya duduk di tangga dan di motor orang. Ibu-ibu bawa bayi berdiri sambil mengipas "
            "pakai map. Kalau boleh, panggil nomor lewat pengeras suara sampai ke halaman, supaya "
            "yang berteduh di bawah pohon tidak terlewat lalu disuruh ambil nomor baru.",
            after=72,
            stance="neutral",
            supports=6,
            channel="forum",
        ),
    ),
    (1, Say("melati", "Dan toilet yang ada gayungnya.", after=5, supports=10)),
    (2, Say("putri", "Gayung masuk anggaran perubahan.", after=1, supports=6)),
    (
        2,
        Say(
            "citra",
            "Yang di kantor induk sudah bagus toiletnya, jujur. Yang di Ilir Barat belum.",
            after=3,
            supports=2,
        ),
    ),
    (
        1,
        Say(
            "hadi",
            "Air minum isi ulang tersedia di kantor induk sejak bulan lalu, empat kantor lain paling "
            "lambat akhir bulan ini. Kipas yang mati ada tiga, sudah dicatat.",
            after=30,
            supports=5,
        ),
    ),
    (
        0,
        Say(
            "susan",
            "General observation as someone who moved back after twelve years away: the people at "
            "the counter have become much kinder, the process around them has not. I was apologised "
            "to four times in one morning, sincerely, for the same missing signature.",
            after=48,
            stance="neutral",
            supports=5,
        ),
    ),
    (1, Say("gita", "Kinder counter, same cupboard. Ini harus jadi kaos.", after=4, supports=8)),
    (1, Say("mulyadi", "Saya baca pakai penerjemah, dan setuju.", after=9, supports=3)),
    (1, Say("ratna", "Karena yang dilatih senyumnya, bukan alurnya.", after=12, supports=4)),
    (0, Say("eko", "Test apakah komentar saya masuk.", after=40)),
    (1, Say("joko", "Masuk. Nomor antrean Anda 87.", after=1, supports=2)),
    (0, Say("cecep", "Percuma ngomong di sini, gak bakal ada yang dengar.", after=66, stance="against")),
    (
        1,
        Say(
            "rina",
            "Baca dulu thread soal jam istirahat di atas, Mas. Saya juga tadinya mikir begitu.",
            after=3,
            supports=9,
        ),
    ),
    (2, Say("cecep", "Oke sudah saya baca. Ya lumayan. Saya tarik setengah.", after=5, supports=4)),
    (3, Say("rina", "Setengah-setengah, seperti usul Bu Siti.", after=1, supports=5)),
    (
        0,
        Say(
            "indah",
            "Saya sudah lapor soal KK saya di loket tiga, ternyata salah saya sendiri.",
            after=84,
            withdrawn=True,
        ),
    ),
    (1, Say("bella", "Gak apa-apa, Bu, semua pernah begitu.", after=2, supports=2)),
    (
        0,
        Say(
            "mulyadi",
            "Terima kasih petugas di Sako yang meminjamkan pulpennya kepada saya. Pulpennya terbawa "
            "pulang, besok saya kembalikan.",
            after=110,
            stance="for",
            supports=2,
        ),
    ),
    (1, Say("elsa", "Ibu yang galak itu pasti mencari pulpennya.", after=3, supports=6)),
    (2, Say("mulyadi", "Sudah dikembalikan. Memang galak, tapi saya dikasih permen.", after=26, supports=8)),
    (
        0,
        Say(
            "hasan",
            "Konsultasi ini saya rasa hanya untuk menggugurkan kewajiban.",
            after=130,
            stance="against",
            withdrawn=True,
        ),
    ),
    (
        0,
        Say(
            "jamal",
            "Berapa lama setelah konsultasi ditutup laporannya keluar? Tolong jawab dengan tanggal.",
            after=140,
            stance="neutral",
            supports=3,
            edited=("Kapan laporannya keluar?"),
        ),
    ),
    (
        1,
        Say(
            "nova",
            "Kami menargetkan 30 hari sesudah penutupan. Setiap tanggapan, yang tidak kami setujui "
            "juga, akan disebut masuk tema mana.",
            after=20,
            supports=10,
        ),
    ),
    (2, Say("jamal", "Saya pasang pengingat di HP. Sampai ketemu 30 hari lagi, Bu.", after=3, supports=4)),
    (
        0,
        Say(
            "andi",
            "Kalau boleh menambahkan yang kecil: nama orang tua di KK baru salah ketik, tolong "
            "sebelum dicetak warga diberi layar untuk melihat dulu. Di apotek saja harga ditunjukkan "
            "dulu sebelum dibayar.",
            after=160,
            stance="for",
            supports=4,
            edited=("Sebelum dicetak warga diberi layar untuk melihat dulu."),
        ),
    ),
    (
        1,
        Say(
            "tono", "Kalau itu dari dulu ada, saya tidak perlu minta maaf pada monyet.", after=4, supports=10
        ),
    ),
    (
        1,
        Say(
            "hadi",
            'Layar kedua sudah ada di dua loket kantor induk. Kami tambah bertahap, dan kata "tolong '
            'periksa dulu" masuk ke kalimat wajib operator.',
            after=26,
            supports=6,
        ),
    ),
    (
        0,
        Say(
            "yanto",
            "Habis baca semua ini dua malam, menurut saya intinya tiga: nomor ditambah dan tepat "
            "waktu, syarat satu lembar, yang tidak bisa datang didatangi. Yang lain bumbu.",
            after=220,
            stance="for",
            supports=3,
        ),
    ),
    (1, Say("melati", "Bumbunya penting, Om. Ini Palembang.", after=2, supports=5)),
    (1, Say("nanda", "Rangkuman bagus. Yang ketiga tolong jangan ditaruh terakhir.", after=5, supports=7)),
    (2, Say("yanto", "Urutannya saya balik kalau begitu.", after=1, supports=3)),
    (1, Say("arif", "Tambah satu: orangnya jangan dipindah-pindah.", after=9, supports=2)),
    (
        1,
        Say(
            "fahmi",
            "Keempat: kode sumber aplikasinya dibuka, biar programer Palembang bisa ikut memperbaiki.",
            after=190,
            pending=True,
        ),
    ),
    (
        0,
        Say(
            "bella",
            "Ada yang tahu apakah forumnya boleh bawa anak? Suami kerja.",
            after=300,
            stance="neutral",
            supports=2,
        ),
    ),
    (1, Say("nova", "Boleh. Ada sudut bermain dan satu petugas yang menjaga.", after=14, supports=6)),
    (2, Say("bella", "Terima kasih, saya daftar.", after=3, supports=2)),
    (2, Say("lina", "Umur berapa, Bu? Anak saya 10 bulan.", after=90, pending=True)),
    (
        0,
        Say(
            "wahyu",
            "Kalau forumnya dapat pempek, saya datang lebih pagi daripada waktu antre KTP.",
            after=360,
            stance="for",
            supports=3,
        ),
    ),
    (1, Say("dedi", "Nomor antrean pempeknya daring atau di tempat?", after=20, supports=2)),
    (2, Say("wahyu", "Di tempat. Ada hal yang tidak boleh didigitalkan.", after=2, supports=4)),
    (3, Say("ayu", "Pempek daring itu namanya foto.", after=40, pending=True)),
    (
        0,
        Say(
            "vera",
            "Barusan dari Ilir Barat, loket 4 tutup jam 11 katanya printer. Ini yang minggu lalu "
            "dibilang sudah diperbaiki.",
            after=395,
            stance="against",
            pending=True,
        ),
    ),
    (
        0,
        Say(
            "rudi",
            "Maaf soal nomor kemarin. Saran saya: tempel daftar syarat di warung depan kantor, semua "
            "orang duduk di situ.",
            after=415,
            pending=True,
        ),
    ),
)
