"""The front door."""

from django.urls import path

from trellis.web.views.about import about
from trellis.web.views.home import home
from trellis.web.views.search import search

app_name = "web"

urlpatterns = [
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("about/", about, name="about"),
]
