"""The standing pages: what Rembuk is, how to talk here, privacy, accessibility."""

from demo.content.shapes import Page

PAGES = (
    Page(
        "tentang",
        "Tentang Rembuk",
        "About Rembuk",
        (
            "Rembuk adalah tempat warga Palembang dan pegawai pemerintah kota membicarakan satu perkara "
            "sampai selesai. Pemerintah bertanya, warga menjawab, dan siapa pun dapat melihat apa yang "
            "terjadi dengan jawaban itu.",
            "## Bagaimana jalannya",
            "Sebuah perangkat daerah membuka konsultasi dan menulis apa yang ingin diketahuinya. Selama "
            "konsultasi dibuka, Anda dapat menulis tanggapan, membalas tanggapan orang lain, dan memberi "
            "dukungan.",
            "Sesudah ditutup, petugas membaca setiap tanggapan, balasan juga, lalu mengelompokkannya "
            "menurut tema. Perangkat daerah menjawab setiap tema: diterima, diterima sebagian, ditolak, "
            "atau dicatat, dengan alasannya.",
            "Jawaban itu terbit sebagai Laporan Tindak Lanjut. Laporan tidak dapat terbit selama masih ada "
            "tanggapan yang belum diperhitungkan. Anda mendapat pemberitahuan yang menyebut di bagian mana "
            "tanggapan Anda dijawab.",
            "## Janji yang ditagih bersama",
            "Janji di dalam laporan dicatat sebagai komitmen: siapa yang mengerjakan, apa, dan kapan "
            "selesai. Bila tanggalnya bergeser, tanggal lama dan alasannya tetap terlihat.",
            "## Tanpa akun, tanpa ponsel",
            "Membaca tidak perlu akun. Anda yang tidak memakai internet dapat mengisi formulir kertas di "
            "kantor kelurahan, berbicara di forum, atau menelepon. Petugas memasukkan ucapan Anda dan "
            "memberi Anda tanda terima dengan kode untuk mengikutinya.",
            "## Tentang isi contoh ini",
            "Situs yang sedang Anda lihat berisi contoh. Semua orang, tanggapan, jawaban, dan komitmen "
            "di sini rekaan untuk memperlihatkan cara kerja Rembuk. Nama tempat di Palembang dipakai "
            "supaya terasa nyata, bukan untuk menilai keadaan yang sebenarnya.",
        ),
        (
            "Rembuk is where residents of Palembang and the city's civil servants talk a matter through "
            "until it is settled. The government asks, residents answer, and anyone can see what became "
            "of the answers.",
            "## How it works",
            "An agency opens a consultation and says what it wants to know. While it is open you can "
            "comment, reply to others and support what they say.",
            "After it closes, staff read every comment, replies too, and group them into themes. The agency "
            "answers each theme: accepted, partly accepted, declined or noted, and says why.",
            "The answers are published as a follow-up report. A report cannot be published while a "
            "comment is unaccounted for. You get a notice that says where yours was answered.",
            "## Promises that anyone can check",
            "What a report promises is recorded as a commitment: who, what and by when. If the date "
            "moves, the old date and the reason stay visible.",
            "## Without an account, without a phone",
            "Reading needs no account. If you don't use the internet, fill in a paper form at the "
            "kelurahan office, speak at a forum, or telephone. Staff enter what you said and give you a "
            "receipt with a code to follow it.",
            "## About this sample content",
            "The site that you are looking at holds sample content. All people, comments, answers and "
            "commitments here are invented to show how Rembuk works. Places in Palembang are named to "
            "make it feel real, not to judge how things really are.",
        ),
    ),
    Page(
        "cara-berdiskusi",
        "Cara berdiskusi",
        "House rules",
        (
            "Di sini orang boleh berbeda pendapat, juga dengan pemerintah, dan boleh keras. Yang kami "
            "minta hanya beberapa aturan, supaya semua orang berani ikut bicara.",
            "## Yang membuat tanggapan berguna",
            "Ceritakan yang Anda alami: di mana, kapan, berapa lama, berapa biayanya. Satu cerita yang "
            "jelas lebih berguna daripada sepuluh kata sifat.",
            "Boleh memakai bahasa sehari-hari dan baso Palembang. Bila ada kata yang mungkin tidak "
            "dipahami orang dari luar, beri artinya.",
            "Balas isi tanggapannya, bukan orangnya. Bila Anda berubah pikiran, katakan saja. Itu tanda "
            "diskusi berjalan.",
            "## Yang dilakukan moderator",
            "Moderator hanya bertindak menurut aturan yang tercantum di situs ini, dan selalu menyebut "
            "aturan serta alasannya. Tanggapan yang disembunyikan meninggalkan tanda di tempatnya, jadi "
            "balasan orang lain tetap dapat dibaca. Kritik terhadap pemerintah bukan alasan untuk "
            "menyembunyikan tanggapan.",
            "Bila Anda merasa keputusannya keliru, ajukan keberatan dari halaman tanggapan Anda. "
            "Moderator lain yang akan memeriksanya.",
            "## Mengubah dan menarik tanggapan",
            "Anda dapat mengubah tanggapan sendiri sampai konsultasi ditutup. Teks lama tetap dapat dilihat, "
            "supaya balasan tidak kehilangan maknanya. Anda juga dapat menariknya kapan saja.",
        ),
        (
            "People may disagree here, with the government too, and may do so firmly. We ask for only a "
            "few rules, so that everyone dares to speak.",
            "## What makes a comment useful",
            "Tell what happened to you: where, when, how long it took, what it cost. One clear story "
            "helps more than ten adjectives.",
            "Everyday language is welcome, and so is Palembang Malay. If others may not know a word, say "
            "what it means.",
            "Reply to what was said, not to the person. If you change your mind, say so. It shows that the "
            "discussion works.",
            "## What moderators do",
            "Moderators act only on the rules listed on this site, and always name the rule and the "
            "reason. A hidden comment leaves a mark in its place, so the replies of others can still be "
            "read. Criticising the government is no reason to hide a comment.",
            "If you think a decision is wrong, appeal from the page of your comment. A different "
            "moderator will look at it.",
            "## Changing and withdrawing a comment",
            "You can change your own comment until the consultation closes. The old text stays visible, "
            "so that replies keep their meaning. You can withdraw it at any time.",
        ),
    ),
    Page(
        "privasi",
        "Privasi",
        "Privacy",
        (
            "Halaman ini menjelaskan data apa yang kami simpan tentang Anda, untuk apa, dan apa yang "
            "dapat Anda lakukan dengannya.",
            "## Yang dilihat orang lain",
            "Nama tampilan atau nama samaran Anda, tanggapan, balasan, dan dukungan Anda terlihat oleh semua "
            "orang. Alamat surel tidak pernah ditampilkan.",
            "## Yang kami simpan",
            "Alamat surel, nama, bahasa pilihan, dan apa yang Anda tulis, termasuk versi sebelumnya. "
            "Bila Anda bicara lewat kertas, forum, atau telepon, kami menyimpan nama dan cara "
            "menghubungi Anda hanya bila Anda memberikannya.",
            "## Di mana dan untuk apa",
            "Data disimpan di server di Indonesia dan dipakai untuk menjalankan konsultasi, tidak untuk "
            "yang lain. Situs ini tidak memasang pelacak dan tidak mengirim data ke layanan pihak ketiga.",
            "## Hak Anda",
            "Dari halaman pengaturan Anda dapat melihat dan memperbaiki data, mengunduhnya, dan meminta "
            "akun dihapus. Sesudah dihapus, tanggapan Anda tetap ada sebagai bagian dari catatan publik, "
            "tetapi tanpa nama Anda.",
            "Jangan menulis NIK, nomor ponsel, atau alamat rumah di dalam tanggapan, milik Anda ataupun "
            "orang lain. Moderator akan menyembunyikannya untuk melindungi pemiliknya.",
        ),
        (
            "This page says what we keep about you, what for, and what you can do with it.",
            "## What others see",
            "Your shown name or pseudonym, your comments, replies and supports are visible to everyone. Your "
            "e-mail address is never shown.",
            "## What we keep",
            "Your e-mail address, name, language, and what you write, earlier versions included. If you "
            "speak on paper, at a forum or by telephone, we keep your name and how to reach you only if "
            "you give them.",
            "## Where, and what for",
            "The data stay on servers in Indonesia and serve to run consultations, nothing else. This "
            "site uses no trackers and sends no data to third parties.",
            "## Your rights",
            "On the settings page you can see, correct and download your data, and ask for your account "
            "to be erased. After that your comments stay as part of the public record, but without your "
            "name.",
            "Don't write identity numbers, phone numbers or home addresses in a comment, your own or "
            "others'. Moderators hide them to protect the person concerned.",
        ),
    ),
    Page(
        "aksesibilitas",
        "Aksesibilitas",
        "Accessibility",
        (
            "Rembuk dibuat supaya dapat dipakai oleh siapa saja, dengan ponsel murah, dengan pembaca "
            "layar, dengan papan ketik saja, atau dengan sinyal yang putus-putus.",
            "## Yang seharusnya berjalan",
            "Semua halaman dapat dibaca dan semua formulir dapat dikirim tanpa JavaScript. Semua tombol "
            "dapat dicapai dengan papan ketik. Tulisan dapat diperbesar sampai 400 persen tanpa digeser "
            "ke samping. Keadaan tidak pernah ditandai dengan warna saja.",
            "## Di forum tatap muka",
            "Setiap pengumuman forum menyebut apakah tempatnya dapat dimasuki kursi roda dan apakah ada juru "
            "bahasa isyarat. Bila Anda perlu hal lain, tulis saat mendaftar, paling lambat tiga hari kerja "
            "sebelumnya.",
            "## Yang belum baik",
            "Sebagian berita acara lama hanya berupa pindaian dan belum dapat dibaca pembaca layar. Kami "
            "menggantinya satu per satu. Bila Anda memerlukan salah satunya segera, minta kepada petugas "
            "dan kami mengetiknya ulang.",
            "## Beri tahu kami",
            "Bila ada bagian yang tidak dapat Anda pakai, ceritakan halaman mana, alat apa yang Anda "
            "pakai, dan apa yang terjadi. Anda dapat juga memintanya di kantor kelurahan.",
        ),
        (
            "Rembuk is made for everyone to use: on a cheap phone, with a screen reader, with a keyboard "
            "alone, or on a patchy connection.",
            "## What should work",
            "Every page can be read and every form sent without JavaScript. Every button can be reached "
            "with a keyboard. Text can be enlarged to 400 percent without sideways scrolling. Nothing is "
            "told by colour alone.",
            "## At forums",
            "Each announcement says whether the place can be entered with a wheelchair and whether there "
            "is a sign language interpreter. If you need anything else, say so when you register, at "
            "least three working days before.",
            "## What is not good yet",
            "Some older minutes are scans that screen readers cannot read. We are replacing them one by "
            "one. If you need one soon, ask us and we will type it out.",
            "## Tell us",
            "If you cannot use a part of this site, tell us which page, with which tool, and what "
            "happened. You can also do so at a kelurahan office.",
        ),
    ),
)
