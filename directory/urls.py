"""Addresses of what agencies have promised in public."""

from django.urls import path

from directory import views

app_name = "directory"

urlpatterns = [
    path("", views.board, name="board"),
    path("tabel.csv", views.table, name="board_table"),
    path("atom/", views.feed, name="board_feed"),
    path("<int:commitment_id>/", views.commitment, name="commitment"),
    path("<int:commitment_id>/ikuti/", views.follow, name="follow_commitment"),
]
