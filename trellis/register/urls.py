"""Addresses of the room."""

from django.urls import path, re_path

from trellis.register.views import csvs
from trellis.register.views.england import england
from trellis.register.views.network import network
from trellis.register.views.place import locality, place
from trellis.register.views.practice import practice
from trellis.register.views.search import search
from trellis.register.views.sources import source, sources

app_name = "register"

urlpatterns = [
    path("", england, name="england"),
    path("search/", search, name="search"),
    path("places/<str:code>/", place, name="place"),
    path("localities/<slug:code>/", locality, name="locality"),
    path("networks/<str:code>/", network, name="network"),
    path("practices/<str:code>/", practice, name="practice"),
    path("sources/", sources, name="sources"),
    path("sources/<int:number>/", source, name="source"),
    re_path(r"^(?P<level>boards|sub-icb-locations|localities)\.csv$", csvs.places_csv, name="places_csv"),
    path("networks.csv", csvs.networks_csv, name="networks_csv"),
    path("practices.csv", csvs.practices_csv, name="practices_csv"),
    re_path(
        r"^networks/(?P<code>\w+)/(?P<table>names|commissioners|memberships|list-sizes|moves)\.csv$",
        csvs.network_history_csv,
        name="network_history_csv",
    ),
    re_path(
        r"^practices/(?P<code>\w+)/(?P<table>names|commissioners|memberships|list-sizes)\.csv$",
        csvs.practice_history_csv,
        name="practice_history_csv",
    ),
    path("sources.csv", csvs.sources_csv, name="sources_csv"),
    path("sources/<int:number>/odd.csv", csvs.odd_csv, name="odd_csv"),
]
