"""Addresses of the room."""

from django.urls import path

from trellis.assessment.selecting import Doing
from trellis.assessment.views.answer_history import answer_history, block_history
from trellis.assessment.views.before import before
from trellis.assessment.views.changes import changes
from trellis.assessment.views.evidence import evidence
from trellis.assessment.views.evidence_file import evidence_file
from trellis.assessment.views.history import history, history_table
from trellis.assessment.views.moderate import moderate
from trellis.assessment.views.moderation import moderation
from trellis.assessment.views.network import network
from trellis.assessment.views.offered import offered
from trellis.assessment.views.own_workbook import own_workbook
from trellis.assessment.views.questions import questions
from trellis.assessment.views.quick import quick
from trellis.assessment.views.recall import recall_page
from trellis.assessment.views.reopen import reopen_page
from trellis.assessment.views.round import round_page
from trellis.assessment.views.round_add import add
from trellis.assessment.views.round_change import change
from trellis.assessment.views.round_csv import round_csv
from trellis.assessment.views.round_move import move
from trellis.assessment.views.round_plan import plan
from trellis.assessment.views.round_selected import selected
from trellis.assessment.views.rounds import rounds
from trellis.assessment.views.save import save
from trellis.assessment.views.shared import shared
from trellis.assessment.views.sharing import sharing_page
from trellis.assessment.views.sign import ask_page, sign_page
from trellis.assessment.views.standard_evidence import standard_evidence
from trellis.assessment.views.submitted import submitted, submitted_csv
from trellis.assessment.views.theme import theme
from trellis.assessment.views.upload import upload
from trellis.assessment.views.uploaded import uploaded
from trellis.assessment.views.why import why
from trellis.assessment.views.workbook import workbook

app_name = "assessment"

urlpatterns = [
    path("", rounds, name="rounds"),
    path("plan/", plan, name="plan"),
    path("<slug:slug>/", round_page, name="round"),
    path("<slug:slug>/networks.csv", round_csv, name="networks_csv"),
    path("<slug:slug>/change/", change, name="change"),
    path("<slug:slug>/open/", move, {"verb": "open"}, name="open"),
    path("<slug:slug>/close/", move, {"verb": "close"}, name="close"),
    path("<slug:slug>/publish/", move, {"verb": "publish"}, name="publish"),
    path("<slug:slug>/reopen/", move, {"verb": "reopen"}, name="reopen"),
    path("<slug:slug>/unpublish/", move, {"verb": "unpublish"}, name="unpublish"),
    path("<slug:slug>/delete/", move, {"verb": "delete"}, name="delete"),
    path("<slug:slug>/remind/", selected, {"doing": Doing.REMIND}, name="remind"),
    path("<slug:slug>/ask/", selected, {"doing": Doing.ASK}, name="ask"),
    path("<slug:slug>/extend/", selected, {"doing": Doing.EXTEND}, name="extend"),
    path("<slug:slug>/withdraw/", selected, {"doing": Doing.WITHDRAW}, name="withdraw"),
    path("<slug:slug>/take-back/", selected, {"doing": Doing.TAKE_BACK}, name="take_back"),
    path("<slug:slug>/add/", add, name="add_network"),
    path("<slug:slug>/upload/", upload, name="upload"),
    path("<slug:slug>/uploads/<int:number>/", uploaded, name="uploaded"),
    path("<slug:slug>/workbooks/<str:code>/", workbook, name="workbook"),
    path("<slug:slug>/networks/<str:code>/workbook/", own_workbook, name="own_workbook"),
    path("<slug:slug>/networks/<str:code>/workbook/<int:number>/", offered, name="offered"),
    path("<slug:slug>/shared/", shared, name="shared"),
    path("<slug:slug>/moderation/", moderation, name="moderation"),
    path("<slug:slug>/networks/<str:code>/", network, name="network"),
    path("<slug:slug>/networks/<str:code>/themes/<str:theme>/", theme, name="theme"),
    path("<slug:slug>/networks/<str:code>/quick/", quick, name="quick"),
    path("<slug:slug>/networks/<str:code>/save/", save, name="save"),
    path("<slug:slug>/networks/<str:code>/changes/", changes, name="changes"),
    path("<slug:slug>/networks/<str:code>/why/<str:theme>/<str:audience>/", why, name="why"),
    path("<slug:slug>/networks/<str:code>/moderation/", moderate, name="moderate"),
    path("<slug:slug>/networks/<str:code>/questions/", questions, name="questions"),
    path("<slug:slug>/networks/<str:code>/sign/", sign_page, name="sign"),
    path("<slug:slug>/networks/<str:code>/sign/ask/", ask_page, name="ask_to_sign"),
    path("<slug:slug>/networks/<str:code>/recall/", recall_page, name="recall"),
    path("<slug:slug>/networks/<str:code>/reopen/", reopen_page, name="reopen_network"),
    path("<slug:slug>/networks/<str:code>/submitted/", submitted, name="submitted"),
    path("<slug:slug>/networks/<str:code>/submitted.csv", submitted_csv, name="submitted_csv"),
    path("<slug:slug>/networks/<str:code>/sharing/", sharing_page, name="sharing"),
    path("<slug:slug>/evidence/", standard_evidence, name="standard_evidence"),
    path("<slug:slug>/networks/<str:code>/evidence/<int:number>/file/", evidence_file, name="evidence_file"),
    path("<slug:slug>/networks/<str:code>/evidence/<str:component>/", evidence, name="evidence"),
    path("<slug:slug>/networks/<str:code>/same-as-before/", before, name="before"),
    path("<slug:slug>/networks/<str:code>/history/", history, name="history"),
    path("<slug:slug>/networks/<str:code>/history.csv", history_table, name="history_csv"),
    path("<slug:slug>/networks/<str:code>/history/<str:component>/", answer_history, name="answer_history"),
    path("<slug:slug>/networks/<str:code>/history/<str:theme>/<str:audience>/", block_history, name="block_history"),
]
