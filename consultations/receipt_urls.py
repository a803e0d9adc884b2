"""Addresses of receipts: by its code someone without an account follows what they said or reported."""

from django.urls import path

from consultations.views import receipts, right_of_reply

app_name = "receipts"

urlpatterns = [
    path("", receipts.look_up, name="look_up"),
    path("baru/", receipts.new, name="new"),
    path("tutup/", receipts.leave, name="leave"),
    path("rancangan/<int:opening_id>/", right_of_reply.draft_by_receipt, name="draft"),
    path("tanggapan/<int:comment_id>/tarik/", receipts.withdraw, name="withdraw"),
    path("tanggapan/<int:comment_id>/kembalikan/", receipts.take_up, name="take_up"),
    path("keputusan/<int:decision_id>/keberatan/", receipts.appeal, name="appeal"),
]
