"""Addresses of what surrounds a forum's page: calendars, registration, one's place."""

from django.urls import path

from events.views import arriving, asking, live, passing, registering

app_name = "events"

urlpatterns = [
    path("kalender.ics", passing.subscription, name="calendar"),
    path("atom/", passing.feed, name="feed"),
    path("tempat/", registering.by_code, name="by_code"),
    path("tempat/keluar/", registering.leave, name="leave"),
    path("tempat/saya/", registering.mine, name="mine"),
    path("tempat/<int:registration_id>/", registering.place, name="place"),
    path("tempat/<int:registration_id>/batal/", registering.cancel, name="cancel"),
    path("tempat/<int:registration_id>/orang/", registering.reduce, name="reduce_party"),
    path("tempat/<int:registration_id>/terima/", registering.accept, name="accept"),
    path("tempat/<int:registration_id>/kalender.ics", registering.own_calendar, name="own_calendar"),
    path("masuk/<int:event_id>/", arriving.door, name="door"),
    path("masuk/<int:event_id>/jumlah/", arriving.count, name="count"),
    path("masuk/<int:event_id>/tamu/", arriving.walk_in, name="walk_in"),
    path("masuk/tempat/<int:registration_id>/", arriving.check_in, name="check_in"),
    path("masuk/batal/<int:arrival_id>/", arriving.take_back, name="take_back"),
    path("masuk/<int:event_id>/pertanyaan/", asking.chair, name="chair"),
    path("masuk/<int:event_id>/sekarang/", live.show, name="show_item"),
    path("masuk/pertanyaan/<int:question_id>/", asking.settle, name="settle_question"),
    path("pertanyaan/<int:question_id>/dukung/", asking.support, name="support_question"),
    path("<int:event_id>/pertanyaan/", asking.questions, name="questions"),
    path("<int:event_id>/langsung/", live.live, name="live"),
    path("<int:event_id>/langsung/isi/", live.part, name="live_part"),
    path("<int:event_id>/daftar/", registering.register, name="register"),
    path("<int:event_id>/kalender.ics", passing.one, name="event_calendar"),
    path("<int:event_id>/gambar.png", passing.picture, name="picture"),
    path("<int:event_id>/poster.pdf", passing.poster, name="poster"),
]
