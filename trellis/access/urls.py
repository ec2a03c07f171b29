"""Addresses of people: who is here as what, invitations, and a person's own roles and sessions."""

from django.urls import path, register_converter

from trellis.access.converters import LevelConverter
from trellis.access.views.invitation import invitation
from trellis.access.views.organisation import organisation_page, resend_invitation, withdraw_invitation
from trellis.access.views.people import everybody_page, people
from trellis.access.views.person import person_page, switch
from trellis.access.views.roles import end_role, roles
from trellis.access.views.sessions import end_others, end_this, sessions

register_converter(LevelConverter, "level")
app_name = "access"

urlpatterns = [
    path("people/", people, name="people"),
    path("people/everybody/", everybody_page, name="everybody"),
    path("people/person/<int:number>/", person_page, name="person"),
    path("people/person/<int:number>/switch/", switch, name="switch"),
    path("people/england/", organisation_page, {"level": "england", "code": ""}, name="england"),
    path("people/<level:level>/<str:code>/", organisation_page, name="organisation"),
    path("people/invitation/<int:number>/send-again/", resend_invitation, name="resend"),
    path("people/invitation/<int:number>/withdraw/", withdraw_invitation, name="withdraw"),
    path("people/role/<int:number>/end/", end_role, name="end_role"),
    path("account/roles/", roles, name="roles"),
    path("account/sessions/", sessions, name="sessions"),
    path("account/sessions/<int:number>/end/", end_this, name="end_session"),
    path("account/sessions/end-others/", end_others, name="end_other_sessions"),
    path("invitation/<str:token>/", invitation, name="invitation"),
]
