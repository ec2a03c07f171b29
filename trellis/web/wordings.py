"""What each event of the record is called on a page. A test holds this table to the events that are written."""

from collections.abc import Mapping

EVENTS: Mapping[str, str] = {
    # People
    "accounts.person_added": "Added somebody who can sign in",
    "accounts.signed_in": "Signed in",
    "accounts.sessions_ended": "Signed out in another browser",
    "accounts.password_changed": "Changed their password",
    "accounts.password_reset": "Set a new password by a link in a letter",
    "accounts.app_added": "Added an authenticator app",
    "accounts.app_removed": "Removed the authenticator app",
    "accounts.passkey_added": "Added a passkey",
    "accounts.passkey_removed": "Removed a passkey",
    "accounts.codes_made": "Made new recovery codes",
    "accounts.switched_off": "Switched an account off",
    "accounts.switched_on": "Switched an account on again",
    "access.appointed": "Gave somebody a role",
    "access.appointment_ended": "Set the end of somebody’s role",
    "access.removed": "Took a role away at once",
    "access.left": "Laid down a role",
    "access.invited": "Invited somebody",
    "access.invited_again": "Sent an invitation again",
    "access.invitation_withdrawn": "Withdrew an invitation",
    "access.invitation_accepted": "Accepted an invitation",
    # Rounds
    "assessment.round_planned": "Planned a round",
    "assessment.round_changed": "Changed a round",
    "assessment.round_deleted": "Deleted the draft of a round",
    "assessment.round_opened": "Opened a round",
    "assessment.round_closed": "Closed a round",
    "assessment.round_reopened": "Opened a closed round again",
    "assessment.round_published": "Published a round",
    "assessment.round_unpublished": "Took back the publication of a round",
    "assessment.reminded": "Reminded networks",
    "assessment.components_asked_for": "Asked networks for some components again",
    "assessment.network_added": "Added a network to a round",
    "assessment.networks_extended": "Gave networks more time",
    "assessment.networks_withdrawn": "Withdrew networks from a round",
    "assessment.networks_taken_back": "Took withdrawn networks back into a round",
    # Assessing
    "assessment.entered": "Entered something into a draft",
    "assessment.evidence_added": "Showed evidence",
    "assessment.evidence_removed": "Removed evidence",
    "assessment.evidence_put_back": "Put evidence back",
    "assessment.standard_evidence_published": "Published evidence for all networks",
    "assessment.standard_evidence_withdrawn": "Withdrew evidence for all networks",
    "assessment.sharing_changed": "Changed who may see the matrix",
    "assessment.signature_asked": "Asked for the signature",
    "assessment.signature_no_longer_asked": "Took back that the signature was asked for",
    "assessment.signed": "Signed the assessment",
    "assessment.recalled": "Recalled the assessment",
    "assessment.reopened": "Opened the assessment again",
    "assessment.upload_received": "Uploaded workbooks to be read",
    "assessment.returns_recorded": "Recorded returned workbooks",
    "assessment.return_sealed": "Sealed a return that was recorded before returns were sealed",
    "assessment.workbook_offered": "Kept a workbook to be compared with the draft",
    "assessment.workbook_settled": "Settled what to take from a workbook",
    # Moderating
    "assessment.moderation_started": "Began to moderate",
    "assessment.position_moderated": "Gave a moderated position",
    "assessment.positions_left_as_stated": "Left positions as the network stated them",
    "assessment.position_answered": "Answered a moderated position",
    "assessment.question_asked": "Asked the network a question",
    "assessment.question_replied": "Replied to a question",
    "assessment.question_closed": "Closed a question",
    "assessment.question_reopened": "Opened a question again",
    "assessment.moderation_concluded": "Concluded the moderation",
    "assessment.conclusion_taken_back": "Took back the conclusion of the moderation",
    # The matrix
    "matrix.edition_derived": "Made an edition from another",
    "matrix.edition_imported": "Took in an edition",
    "matrix.edition_changed": "Changed the draft of an edition",
    "matrix.edition_discarded": "Deleted the draft of an edition",
    "matrix.edition_published": "Published an edition",
    "matrix.edition_retired": "Retired an edition",
    # The register
    "register.imported": "Took in a source of the register",
    "register.locality_recorded": "Recorded a locality",
    "register.locality_joined": "Placed a network in a locality",
    "register.locality_left": "Took a network out of a locality",
    # Letters
    "post.tried_again": "Had letters tried again",
}
"""By the name of the event, in the order in which a filter lists them."""


def event_words(name: str) -> str:
    """What an event is called; an old one that is written no longer by its name, legibly."""
    return EVENTS.get(name) or name.partition(".")[2].replace("_", " ").capitalize()
