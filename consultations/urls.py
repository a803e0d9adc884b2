"""Addresses of what people say. Consultations and reports are Wagtail pages, at the end of `forum_site/urls.py`."""

from django.urls import path

from consultations.views import (
    agreeing,
    comment,
    consultation,
    guests,
    history,
    log,
    moderation_public,
    posting,
    report,
    reporting,
    thread,
    unread,
    withdrawing,
)

app_name = "consultations"

urlpatterns = [
    path("saya/", consultation.mine, name="mine"),
    path("tamu/kode/", guests.code, name="guest_code"),
    path("aturan/", moderation_public.rules, name="rules"),
    path("moderasi/", log.log, name="log"),
    path("moderasi/tabel.csv", log.table, name="log_table"),
    path("moderasi/atom/", log.feed, name="log_feed"),
    path("keputusan/<int:decision_id>/", moderation_public.decision, name="decision"),
    path("keputusan/<int:decision_id>/keberatan/", moderation_public.appeal, name="appeal"),
    path("hasil/<int:participant_id>/", report.outcome, name="outcome"),
    path("tema/<int:theme_id>/", report.theme, name="theme"),
    path("laporan/<int:version_id>/", report.version, name="report_version"),
    path("laporan/<int:version_id>/isi.json", report.version_text, name="report_text"),
    path("konsultasi/<slug:slug>/diturunkan/", report.taken_down, name="taken_down"),
    path("konsultasi/<slug:slug>/", consultation.page, name="page"),
    path("konsultasi/<slug:slug>/tulis/", guests.or_as_guest(posting.submit, "guest_submit"), name="submit"),
    path("konsultasi/<slug:slug>/tulis/tamu/", guests.submit, name="guest_submit"),
    path("konsultasi/<slug:slug>/ikuti/", agreeing.follow, name="follow"),
    path("konsultasi/<slug:slug>/utas/", thread.thread, name="thread"),
    path("konsultasi/<slug:slug>/terbaca/", unread.mark, name="mark_read"),
    path("konsultasi/<slug:slug>/baru/", unread.following, name="next_new"),
    path("konsultasi/<slug:slug>/moderasi/", log.log, name="own_log"),
    path("konsultasi/<slug:slug>/moderasi/tabel.csv", log.table, name="own_log_table"),
    path("konsultasi/<slug:slug>/moderasi/atom/", log.feed, name="own_log_feed"),
    path("konsultasi/<slug:slug>/atom/", consultation.feed, name="feed"),
    path("<int:comment_id>/", comment.page, name="comment"),
    path("<int:comment_id>/balasan/", comment.replies, name="replies"),
    path("<int:comment_id>/riwayat/", history.history, name="history"),
    path("<int:comment_id>/balas/", guests.or_as_guest(posting.reply, "guest_reply"), name="reply"),
    path("<int:comment_id>/balas/tamu/", guests.reply, name="guest_reply"),
    path("<int:comment_id>/ubah/", posting.edit, name="edit"),
    path("<int:comment_id>/tarik/", withdrawing.withdraw, name="withdraw"),
    path("<int:comment_id>/kembalikan/", withdrawing.take_up, name="take_up"),
    path("<int:comment_id>/dukung/", agreeing.support, name="support"),
    path("<int:comment_id>/laporkan/", reporting.flag, name="flag"),
]
