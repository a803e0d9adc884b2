from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("kotak-masuk/", views.inbox, name="inbox"),
    path("kotak-masuk/tandai-terbaca/", views.mark_all_read, name="mark_all_read"),
    path("kotak-masuk/<int:pk>/", views.notice, name="notice"),
    path("pengaturan/", views.settings, name="settings"),
    path("pengaturan/surel/", views.mail_choices, name="mail_choices"),
    path("privasi/", views.privacy, name="privacy"),
    path("privasi/unduh/", views.export, name="export"),
    path("privasi/tutup/", views.close, name="close"),
    path("faktor-kedua/", views.second_factor, name="second_factor"),
    path("surel/<str:token>/", views.mail_off, name="mail_off"),
]
