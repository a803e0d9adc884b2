"""What a text is about, as stems: colloquial Indonesian and English brought to one form, empty words left out."""

import re
import unicodedata
from functools import cache

_LINK = re.compile(r"https?://\S+|www\.\S+|@\w+|\S+@\S+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LONG = re.compile(r"([^\W\d_])\1{2,}")  # "bangettt"
_TWICE = re.compile(r"(\w{3,})-\1(nya)?$")  # "anak-anak"

# How people type: what is written → what is meant.
_SLANG = {
    written: meant
    for meant, all_written in {
        "tidak": "gak ga gk nggak ngga enggak engga ndak ndk tdk tak kagak kgk g dak idak nda",
        "yang": "yg yng",
        "dengan": "dgn dg sama ama",
        "untuk": "utk buat bwt",
        "dalam": "dlm",
        "dari": "dr dri",
        "pada": "pd pda",
        "karena": "krn karna krna coz soalnya",
        "sudah": "sdh udah udh dah sampun lah",
        "belum": "blm blum belom",
        "jangan": "jgn jngn",
        "saja": "aja aj ajah sja",
        "saya": "sy aku ak gue gw gua awak",
        "kamu": "km kmu elu lu loe kau",
        "kami": "kmi",
        "kita": "kito kt",
        "banyak": "byk bnyk",
        "banget": "bgt bngt bgtt",
        "orang": "org orng wong",
        "bagaimana": "gimana gmn gmana bgmn",
        "kenapa": "knp napa ngapo",
        "seperti": "kayak kyk kaya sprti cak",
        "kalau": "kalo klo kl klu kalu",
        "tapi": "tp tpi",
        "tetapi": "ttp",
        "lagi": "lg lgi",
        "juga": "jg jga",
        "masih": "msh msih",
        "bisa": "bs bsa biso",
        "harus": "hrs",
        "sangat": "sgt",
        "terus": "trs trus",
        "tempat": "tmpt tmp",
        "jalan": "jln jl",
        "kampung": "kmpg kampong",
        "pemerintah": "pemkot pemda pemprov",
        "kelurahan": "kel",
        "kecamatan": "kec",
        "nomor": "no nmr",
        "terima kasih": "makasih trims trimakasih thx tq tks",
        "tolong": "tlg tlong",
        "mohon": "mhn mohn",
        "segera": "sgra",
        "rumah": "rmh",
        "sekolah": "skolah sklh",
        "bapak": "pak bpk",
        "ibu": "bu",
        "anak": "ank",
        "cepat": "cpt",
        "lama": "lm lamo",
        "mahal": "mhl",
        "habis": "abis",
        "pakai": "pake pk",
        "sampai": "sampe smpe smp",
        "setiap": "tiap tiap2",
        "hanya": "cuma cuman cm",
        "sekarang": "skrg skr skrng",
        "kemarin": "kmrn kmarin",
        "besok": "bsk",
        "malam": "mlm",
        "siang": "siank",
        "minta": "mnta",
        "kasih": "ksh kasi",
        "tahu": "tau",
        "mau": "mo nak",
        "begitu": "gitu gt",
        "begini": "gini",
    }.items()
    for written in all_written.split()
}
_EMPTY = {
    "id": frozenset(
        "ada adalah agar akan aku amat anda antara apa apakah apalagi atas atau awal bagai bagaimana bagi bahkan "
        "bahwa bapak baru bawah beberapa begini begitu belum beliau benar berapa bila bisa boleh buat bukan "
        "bukankah cara cukup dahulu dalam dan dapat dari dengan depan di dia dulu enak entah hal hanya hari harus "
        "hendak hingga ia ialah ibu ikut ini ingin itu jadi jangan jika juga justru kah kalau kali kami kamu "
        "karena kasih kata ke kemudian kenapa kepada ketika khusus kini kita kok kurang lagi lah lain lalu lebih "
        "maka malah mana masih masing mau maupun melalui memang mereka meski mohon mungkin nah namun nanti nih nya "
        "oleh orang pada paling para pasti per perlu pernah pula pun punya saat saja saling sama sambil sampai "
        "sana sangat saya se seakan seandainya sebab sebagai sebagian sebelum sebuah secara sedang segera sehingga "
        "sejak sekali sekarang selain selalu selama seluruh semoga semua sendiri seperti sering serta sesuai "
        "sesuatu setelah setiap siapa sih situ suatu sudah supaya tadi tahu tak tanpa tapi telah tentang tentu "
        "terhadap terima terlalu termasuk tersebut terus tetap tetapi tiap tidak toh tolong tuh untuk usah waktu "
        "walau ya yaitu yakni yang banget banyak segala minta".split()
    ),
    "en": frozenset(
        "a about above after again all also am an and any are as at be because been before being below better "
        "between both but by can cannot could did do does doing done down during each either else etc even ever "
        "every few for from further get gets getting go going good got great had has have having he help her here "
        "hers him his how i if in into is it its itself just keep know let like lot made make makes many may me "
        "might more most much must my need needed needs never new no nor not now of off on once one only or other "
        "our ours out over own people per please put rather really same see shall she should so some something "
        "such take than that the their them then there these they thing things think this those through to too "
        "under until up upon us use used very want wants was way we well were what when where which while who why "
        "will with within without would yes you your yours s t re ve ll d m don".split()
    ),
}


@cache
def _stemmer(language: str):
    import snowballstemmer

    return snowballstemmer.stemmer({"id": "indonesian", "en": "english"}[language])


@cache
def _stem(word: str, language: str) -> str:
    return _stemmer(language).stemWord(word)


def plain_words(text: str) -> list[str]:
    """Return a text's words in small letters without accents, as meant and not as typed: no slang, no doubling."""
    plain = unicodedata.normalize("NFKD", _LINK.sub(" ", text)).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    found = []
    for word in _WORD.findall(_LONG.sub(r"\1", plain)):
        word = _TWICE.sub(r"\1", word.replace("’", "'"))
        found += _SLANG.get(word, word).split()
    return found


def language_of(words: list[str]) -> str:
    """Return the language, id or en, whose empty words these use more; Indonesian where neither."""
    counts = {code: sum(word in empty for word in words) for code, empty in _EMPTY.items()}
    return "en" if counts["en"] > counts["id"] else "id"


def stems_of(text: str) -> list[tuple[str, str]]:
    """Return what a text is about: each telling word's stem, and the word itself as people wrote it."""
    words = plain_words(text)
    language = language_of(words)
    empty = _EMPTY[language]
    found = []
    for word in words:
        word = word.removesuffix("'s").replace("'", "")
        if (
            len(word) > 2
            and word not in empty
            and (stem := _stem(word, language)) not in empty
            and len(stem) > 1
        ):
            found.append((stem, word))
    return found
