"""Who gets what at every address: one literal table, complete by construction.

Columns: STR a stranger who has not signed in, NOB somebody without a role, ADM the administrator; then the roles,
held in Severn Vale (network roles in Harbourside): SYS system lead, ARE area team, LOC area team of a locality, CDI
clinical director, DEP the deputy, NET network lead, CON contributor, PAN panel member, SEC committee secretary, PRO
provider, ANA analyst, AUD auditor; then ENG an auditor of
England, OSY the system lead of the board next door, ONE the lead of the network next door.

302 is the way to the sign-in for a stranger, and the way on after something was done for everybody else.
"""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.access.addresses import address, every_name
from tests.people import Everybody, signed_in
from tests.world import BOARD, LOCALITY, NEIGHBOUR, NETWORK, OTHER_BOARD, World, small_world
from trellis.access.rules import Level, Role

TABLE = """
                                           STR NOB ADM SYS ARE LOC CDI DEP NET CON PAN SEC PRO ANA AUD ENG OSY ONE
POST access:end_other_sessions             302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  access:end_role                       302 404 200 404 404 404 200 404 200 404 404 404 404 404 404 404 404 404
POST access:end_role                       302 404 302 404 404 404 302 404 302 404 404 404 404 404 404 404 404 404
POST access:end_session                    302 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET  access:england                        302 403 200 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403
POST access:england                        302 403 200 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403
GET  access:everybody                      302 403 200 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403
GET  access:invitation                     404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
POST access:invitation                     404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET  access:organisation                   302 403 200 200 403 403 200 403 200 403 403 403 403 403 403 403 403 403
POST access:organisation                   302 403 200 200 403 403 200 403 200 403 403 403 403 403 403 403 403 403
GET  access:people                         302 403 200 200 403 403 302 403 302 403 403 403 403 403 403 403 200 302
GET  access:person                         302 403 200 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403
POST access:resend                         302 404 302 404 404 404 302 404 302 404 404 404 404 404 404 404 404 404
GET  access:roles                          302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  access:sessions                       302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST access:switch                         302 403 302 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403
POST access:withdraw                       302 404 302 404 404 404 302 404 302 404 404 404 404 404 404 404 404 404
GET  account_change_password               302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST account_change_password               302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  account_inactive                      200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  account_login                         200 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST account_login                         200 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  account_reauthenticate                302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST account_reauthenticate                302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  account_reset_password                200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST account_reset_password                200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  account_reset_password_done           200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  account_reset_password_from_key       200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  account_reset_password_from_key_done  200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  accounts:kept                         302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST accounts:kept                         302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  accounts:you                          302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  assessment:add_network                302 404 404 200 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:add_network                302 404 404 200 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:answer_history             302 404 404 404 404 404 200 200 200 200 404 404 404 404 404 404 404 404
GET  assessment:ask                        302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:ask                        302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:ask_to_sign                302 404 404 404 404 404 302 302 302 403 404 404 404 404 404 404 404 404
GET  assessment:before                     302 404 404 404 404 404 200 200 200 200 404 404 404 404 404 404 404 404
POST assessment:before                     302 404 404 404 404 404 302 302 302 302 404 404 404 404 404 404 404 404
GET  assessment:block_history              302 404 404 404 404 404 200 200 200 200 404 404 404 404 404 404 404 404
GET  assessment:change                     302 404 404 200 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:change                     302 404 404 200 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:changes                    302 404 404 404 404 404 204 204 204 204 404 404 404 404 404 404 404 404
GET  assessment:close                      302 404 404 200 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:close                      302 404 404 200 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:delete                     302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:delete                     302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:evidence                   302 404 404 200 200 200 200 200 200 200 404 200 404 200 200 200 404 404
POST assessment:evidence                   302 404 404 403 403 403 200 200 200 200 404 403 404 403 403 403 404 404
GET  assessment:evidence_file              302 404 404 404 404 404 200 200 200 200 404 404 404 404 404 404 404 404
GET  assessment:extend                     302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:extend                     302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:history                    302 404 404 404 404 404 200 200 200 200 404 404 404 404 404 404 404 404
GET  assessment:history_csv                302 404 404 404 404 404 200 200 200 200 404 404 404 404 404 404 404 404
GET  assessment:network                    302 404 404 302 302 302 200 200 200 200 404 302 404 302 302 302 404 404
GET  assessment:offered                    302 404 404 404 404 404 200 200 200 403 404 404 404 404 404 404 404 404
POST assessment:offered                    302 404 404 404 404 404 302 302 302 403 404 404 404 404 404 404 404 404
GET  assessment:own_workbook               302 404 404 404 404 404 200 200 200 403 404 404 404 404 404 404 404 404
POST assessment:own_workbook               302 404 404 404 404 404 200 200 200 403 404 404 404 404 404 404 404 404
GET  assessment:networks_csv               302 404 404 200 200 200 403 403 403 403 404 200 404 200 200 200 404 403
GET  assessment:open                       302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:open                       302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:plan                       302 403 403 200 403 403 403 403 403 403 403 403 403 403 403 403 200 403
POST assessment:plan                       302 403 403 200 403 403 403 403 403 403 403 403 403 403 403 403 200 403
GET  assessment:publish                    302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:publish                    302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:recall                     302 404 404 404 404 404 200 200 200 403 404 404 404 404 404 404 404 404
GET  assessment:remind                     302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:remind                     302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:reopen                     302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:reopen                     302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:reopen_network             302 404 404 200 403 403 403 403 403 403 404 403 404 403 403 403 404 404
POST assessment:reopen_network             302 404 404 200 403 403 403 403 403 403 404 403 404 403 403 403 404 404
GET  assessment:moderate                   302 404 404 200 200 200 403 403 403 403 404 200 404 200 200 200 404 404
POST assessment:moderate                   302 404 404 403 200 200 403 403 403 403 404 403 404 403 403 403 404 404
GET  assessment:moderation                 302 404 404 200 200 200 403 403 403 403 404 200 404 200 200 200 404 403
GET  assessment:questions                  302 404 404 404 404 404 200 200 200 200 404 404 404 404 404 404 404 404
POST assessment:questions                  302 404 404 404 404 404 200 200 200 200 404 404 404 404 404 404 404 404
GET  assessment:quick                      302 404 404 404 404 404 200 200 200 200 404 404 404 404 404 404 404 404
POST assessment:quick                      302 404 404 404 404 404 302 302 302 302 404 404 404 404 404 404 404 404
GET  assessment:round                      302 404 404 200 200 200 302 302 302 302 404 200 404 200 200 200 404 302
GET  assessment:rounds                     302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST assessment:save                       302 404 404 404 404 404 302 302 302 302 404 404 404 404 404 404 404 404
GET  assessment:shared                     302 404 404 403 403 403 200 200 200 200 404 403 404 403 403 403 404 200
GET  assessment:sharing                    302 404 404 404 404 404 200 200 200 403 404 404 404 404 404 404 404 404
POST assessment:sharing                    302 404 404 404 404 404 200 200 200 403 404 404 404 404 404 404 404 404
GET  assessment:sign                       302 404 404 404 404 404 200 200 200 403 404 404 404 404 404 404 404 404
POST assessment:sign                       302 404 404 404 404 404 200 200 403 403 404 404 404 404 404 404 404 404
GET  assessment:submitted                  302 404 404 200 200 200 200 200 200 200 404 200 404 200 200 200 404 404
GET  assessment:submitted_csv              302 404 404 200 200 200 200 200 200 200 404 200 404 200 200 200 404 404
GET  assessment:take_back                  302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:take_back                  302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:theme                      302 404 404 404 404 404 200 200 200 200 404 404 404 404 404 404 404 404
POST assessment:theme                      302 404 404 404 404 404 302 302 302 302 404 404 404 404 404 404 404 404
GET  assessment:unpublish                  302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:unpublish                  302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:upload                     302 404 404 200 200 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:upload                     302 404 404 200 200 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:uploaded                   302 404 404 200 200 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:why                        302 404 404 404 404 404 200 200 200 200 404 404 404 404 404 404 404 404
GET  assessment:withdraw                   302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:withdraw                   302 404 404 302 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  assessment:workbook                   302 404 404 200 200 200 200 200 200 403 404 403 404 403 403 403 404 404
GET  insight:calibration                   302 404 404 200 200 200 403 403 403 403 404 200 404 200 200 200 404 403
GET  insight:calibration_csv               302 404 404 200 200 200 403 403 403 403 404 200 404 200 200 200 404 403
GET  insight:calibration_why               302 404 404 200 200 200 403 403 403 403 404 200 404 200 200 200 404 403
GET  insight:position                      302 404 404 200 200 403 403 403 403 403 404 200 404 200 200 200 404 403
GET  insight:questions_csv                 302 404 404 200 200 403 403 403 403 403 404 200 404 200 200 200 404 403
GET  insight:report                        302 404 404 200 200 403 403 403 403 403 404 200 404 200 200 200 404 403
GET  insight:returns                       302 404 404 200 200 403 403 403 403 403 404 200 404 200 200 200 404 403
GET  insight:returns_csv                   302 404 404 200 200 403 403 403 403 403 404 200 404 200 200 200 404 403
GET  insight:theme                         302 404 404 200 200 403 403 403 403 403 404 200 404 200 200 200 404 403
GET  matrix:add                            302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
POST matrix:add                            302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
GET  matrix:component                      302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  matrix:derive                         302 403 200 200 403 403 403 403 403 403 403 403 403 403 403 403 200 403
POST matrix:derive                         302 403 422 422 403 403 403 403 403 403 403 403 403 403 403 403 422 403
GET  matrix:discard                        302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
POST matrix:discard                        302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
GET  matrix:drop                           302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
POST matrix:drop                           302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
GET  matrix:edition                        302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  matrix:edition_csv                    302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  matrix:edition_workbook               302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  matrix:edition_yaml                   302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  matrix:editions                       302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  matrix:publish                        302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
POST matrix:publish                        302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
GET  matrix:retire                         302 403 200 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
POST matrix:retire                         302 403 302 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
GET  matrix:retitle                        302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
POST matrix:retitle                        302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
GET  matrix:reword                         302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
POST matrix:reword                         302 403 404 404 403 403 403 403 403 403 403 403 403 403 403 403 404 403
GET  matrix:take_in                        302 403 200 200 403 403 403 403 403 403 403 403 403 403 403 403 200 403
POST matrix:take_in                        302 403 422 422 403 403 403 403 403 403 403 403 403 403 403 403 422 403
GET  mfa_activate_totp                     302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST mfa_activate_totp                     302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  mfa_add_webauthn                      302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST mfa_add_webauthn                      302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  mfa_authenticate                      302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST mfa_authenticate                      302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  mfa_deactivate_totp                   302 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
POST mfa_deactivate_totp                   302 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET  mfa_download_recovery_codes           302 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET  mfa_edit_webauthn                     302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST mfa_edit_webauthn                     302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  mfa_generate_recovery_codes           302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST mfa_generate_recovery_codes           302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  mfa_index                             302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  mfa_list_webauthn                     302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  mfa_login_webauthn                    302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST mfa_login_webauthn                    302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  mfa_reauthenticate                    302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST mfa_reauthenticate                    302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  mfa_reauthenticate_webauthn           302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST mfa_reauthenticate_webauthn           302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  mfa_remove_webauthn                   302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST mfa_remove_webauthn                   302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  mfa_view_recovery_codes               302 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET  openid_connect_callback               404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
POST openid_connect_callback               404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET  openid_connect_login                  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
POST openid_connect_login                  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET  register:england                      302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:locality                     302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:network                      302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:network_history_csv          302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:networks_csv                 302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:odd_csv                      302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:place                        302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:places_csv                   302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:practice                     302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:practice_history_csv         302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:practices_csv                302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:search                       302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:source                       302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:sources                      302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  register:sources_csv                  302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  socialaccount_login_cancelled         200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  web:about                             200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  web:audit                             302 403 403 403 403 403 403 403 403 403 403 403 403 403 200 200 403 403
GET  web:audit_csv                         302 403 403 403 403 403 403 403 403 403 403 403 403 403 200 200 403 403
GET  web:home                              302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET  web:outbox                            302 403 200 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403
POST web:outbox_again                      302 403 302 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403
POST assessment:recall                     302 404 404 404 404 404 302 200 200 403 404 404 404 404 404 404 404 404
GET  assessment:standard_evidence          302 404 404 200 403 403 403 403 403 403 404 403 404 403 403 403 404 403
POST assessment:standard_evidence          302 404 404 200 403 403 403 403 403 403 404 403 404 403 403 403 404 403
GET  account_logout                        302 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST account_logout                        302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
"""


def rows() -> Iterator[tuple[str, str, dict[str, int]]]:
    """Method, name and status by column of every line of the table."""
    heading, *lines = TABLE.strip().splitlines()
    for line in lines:
        method, name, *statuses = line.split()
        yield method, name, dict(zip(heading.split(), map(int, statuses), strict=True))


def visitors(people: Everybody) -> dict[str, Client]:
    """One of each column, signed in (but for the stranger)."""
    held = {
        "SYS": (Role.SYSTEM_LEAD, Level.BOARD, BOARD),
        "ARE": (Role.AREA_TEAM, Level.BOARD, BOARD),
        "LOC": (Role.AREA_TEAM, Level.LOCALITY, LOCALITY),
        "CDI": (Role.CLINICAL_DIRECTOR, Level.NETWORK, NETWORK),
        "DEP": (Role.DEPUTY_DIRECTOR, Level.NETWORK, NETWORK),
        "NET": (Role.NETWORK_LEAD, Level.NETWORK, NETWORK),
        "CON": (Role.CONTRIBUTOR, Level.NETWORK, NETWORK),
        "PAN": (Role.PANEL_MEMBER, Level.BOARD, BOARD),
        "SEC": (Role.COMMITTEE_SECRETARY, Level.BOARD, BOARD),
        "PRO": (Role.PROVIDER, Level.PROVIDER, "riverbank"),
        "ANA": (Role.ANALYST, Level.BOARD, BOARD),
        "AUD": (Role.AUDITOR, Level.BOARD, BOARD),
        "ENG": (Role.AUDITOR, Level.ENGLAND, ""),
        "OSY": (Role.SYSTEM_LEAD, Level.BOARD, OTHER_BOARD),
        "ONE": (Role.NETWORK_LEAD, Level.NETWORK, NEIGHBOUR),
    }
    return {
        "STR": Client(SERVER_NAME="localhost"),
        "NOB": signed_in(people.nobody_in_particular()),
        "ADM": signed_in(people.administrator()),
    } | {column: signed_in(people.holding(*holding)) for column, holding in held.items()}


@pytest.fixture
def world(db: None) -> World:
    """The small world."""
    return small_world()


def test_the_table_has_every_address() -> None:
    """A page added without a line here fails."""
    assert {name for _, name, _ in rows()} == every_name()


def test_every_role_gets_what_the_table_says_at_every_address(world: World, people: Everybody) -> None:
    """Each line for each visitor; signing out comes last for everybody."""
    clients = visitors(people)
    lines = sorted(rows(), key=lambda row: row[1] == "account_logout")
    wrong = []
    for method, name, expected in lines:
        for column, client in clients.items():
            response = client.generic(method, address(name, world))
            if response.status_code != expected[column]:
                wrong.append(f"{method} {name} {column}: {response.status_code}, not {expected[column]}")
    assert wrong == []
