"""Addresses of the room."""

from django.urls import path

from trellis.matrix.views.changing import add, drop, retitle, reword
from trellis.matrix.views.component import component
from trellis.matrix.views.edition import edition, edition_csv, edition_workbook, edition_yaml
from trellis.matrix.views.editions import editions
from trellis.matrix.views.making import derive, import_page
from trellis.matrix.views.standing import discard_page, publish_page, retire_page

app_name = "matrix"

urlpatterns = [
    path("", editions, name="editions"),
    path("from-a-file/", import_page, name="take_in"),
    path("editions/<str:slug>/", edition, name="edition"),
    path("editions/<str:slug>/yaml/", edition_yaml, name="edition_yaml"),
    path("editions/<str:slug>/csv/", edition_csv, name="edition_csv"),
    path("editions/<str:slug>/workbook/", edition_workbook, name="edition_workbook"),
    path("editions/<str:slug>/derive/", derive, name="derive"),
    path("editions/<str:slug>/publish/", publish_page, name="publish"),
    path("editions/<str:slug>/retire/", retire_page, name="retire"),
    path("editions/<str:slug>/discard/", discard_page, name="discard"),
    path("editions/<str:slug>/add/", add, name="add"),
    path("editions/<str:slug>/themes/<str:theme>/", retitle, name="retitle"),
    path("editions/<str:slug>/components/<str:component>/", component, name="component"),
    path("editions/<str:slug>/components/<str:component>/reword/", reword, name="reword"),
    path("editions/<str:slug>/components/<str:component>/drop/", drop, name="drop"),
]
