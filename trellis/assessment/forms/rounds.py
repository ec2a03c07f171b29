"""What a system lead fills in to plan, change and move a round."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError

from trellis.assessment.actions.rounds import Terms, mark_of, terms_of
from trellis.assessment.models import Round
from trellis.assessment.queries.planning import Offer
from trellis.assessment.standing import ModerationSeen, PeersSee, RoundStatus
from trellis.common.dates import nhs_date
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.rules import TITLE_LONGEST, Audience, tidied
from trellis.nhsuk.environment import plural
from trellis.register.forms import DayField

Made = TypeVar("Made")

ALL, CHOSEN, IN = "all", "chosen", "in:"
"""Which networks a round asks: all, those ticked, or (with the code of a locality behind it) those of a locality."""

MESSAGE_LONGEST = 2_000
REASON_LONGEST = 500


def day_field(label: str, hint: str = "", *, required: bool = True) -> DayField:
    """A day, as people write it."""
    error = {"required": f"Enter a date for “{label}”, such as 1 October 2026."}
    return DayField(label=label, help_text=hint, required=required, error_messages=error)


def reason_field(
    label: str = "Reason",
    hint: str = "It goes on the record, and into the letters.",
    *,
    missing: str = "Give a reason: it goes on the record.",
    required: bool = True,
) -> forms.CharField:
    """Why something is done. ``missing`` is what is said where it has to be given and is not."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=REASON_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": missing,
            "max_length": f"The reason must be {REASON_LONGEST} characters or fewer.",
        },
    )


class RoundForm(forms.Form):
    """What a board decides about a round. Fields that its status no longer lets change are left out."""

    title = forms.CharField(
        label="Title",
        help_text="As networks will know it, such as Autumn 2026.",
        max_length=TITLE_LONGEST,
        error_messages={
            "required": "Enter a title, such as Autumn 2026.",
            "max_length": f"The title must be {TITLE_LONGEST} characters or fewer.",
        },
    )
    edition = forms.ChoiceField(label="Matrix", error_messages={"required": "Choose a matrix."})
    audiences = forms.TypedMultipleChoiceField(
        coerce=Audience,
        label="Whom it asks about",
        choices=[(audience.value, audience.label) for audience in Audience],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose whom the round asks about."},
    )
    which = forms.ChoiceField(
        label="Which networks",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which networks the round asks."},
    )
    networks = forms.MultipleChoiceField(label="Networks", required=False, widget=forms.CheckboxSelectMultiple)
    opens = day_field("Opens", "The day you plan to open it. Nothing happens by itself: you open it.")
    due = day_field("Due", "The last day on which a return is in time. A late one is still taken.")
    moderation_ends = day_field(
        "Moderation ends (optional)", "The day by which the area team wants to be done.", required=False
    )
    message = forms.CharField(
        label="Message to networks (optional)",
        help_text="It stands in the letter that goes out when the round opens.",
        max_length=MESSAGE_LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    peers_see = forms.TypedChoiceField(
        coerce=PeersSee,
        label="What networks see of the whole round, once it is published",
        choices=[(each.value, each.label) for each in PeersSee],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what networks see of the whole round."},
    )
    moderation_seen = forms.TypedChoiceField(
        coerce=ModerationSeen,
        label="When a network sees the positions the area team gave it",
        choices=[(each.value, each.label) for each in ModerationSeen],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when a network sees its moderated positions."},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offer: Offer, round_: Round | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer, self.round = offer, round_
        status = RoundStatus(round_.status) if round_ else RoundStatus.DRAFT
        if status is not RoundStatus.DRAFT:
            for name in ("edition", "audiences", "which", "networks", "opens", "message"):
                del self.fields[name]
            if status is not RoundStatus.OPEN:
                del self.fields["due"]
            return
        localities = [
            (f"{IN}{code}", f"{title} ({plural(len(offer.networks_of[code]), 'network')})")
            for code, title in offer.localities
        ]
        everything = f"Every open network of {offer.board.title} ({len(offer.networks):,})"
        choices = {
            "edition": list(offer.editions),
            "which": [(ALL, everything), *localities, (CHOSEN, "Those that I tick below")],
            "networks": list(offer.networks),
        }
        for name, offered in choices.items():
            cast("forms.ChoiceField", self.fields[name]).choices = offered

    def clean(self) -> dict[str, Any]:
        """The dates in order, and at least one network."""
        data: dict[str, Any] = super().clean() or {}
        opens, due, ends = (data.get(name) for name in ("opens", "due", "moderation_ends"))
        if self.round:
            opens = opens or self.round.opens
            due = due or (self.round.due if "due" not in self.fields else None)
        if opens and due and due < opens:
            self.add_error("due" if "due" in self.fields else None, "A round cannot be due before it opens.")
        elif due and ends and ends < due:
            self.add_error("moderation_ends", "Moderation cannot end before returns are due.")
        if data.get("which") == CHOSEN and not data.get("networks"):
            self.add_error("networks", "Tick the networks that the round asks, or choose another way above.")
        return data

    def terms(self) -> Terms:
        """What the valid form decides; what it does not ask stays as it is."""
        given = {each.name: self.cleaned_data[each.name] for each in fields(Terms) if each.name in self.cleaned_data}
        given["title"] = tidied(given["title"])
        return replace(terms_of(self.round), **given) if self.round else Terms(**given)

    def codes(self) -> list[str] | None:
        """The codes of the networks that the valid form chooses; None where it does not ask."""
        which = self.cleaned_data.get("which")
        if which is None:
            return None
        if which == CHOSEN:
            return list(self.cleaned_data["networks"])
        return list(self.offer.codes if which == ALL else self.offer.networks_of[which.removeprefix(IN)])


def starting(last: Round | None, opens: date, due: date) -> dict[str, Any]:
    """What a form for a new round starts with: as the board's last round where there was one."""
    return {
        "edition": last.edition.slug if last else "",
        "audiences": last.audiences if last else [audience.value for audience in Audience],
        "which": ALL,
        "opens": nhs_date(opens),
        "due": nhs_date(due),
        "peers_see": last.peers_see if last else PeersSee.COUNTS.value,
        "moderation_seen": last.moderation_seen if last else ModerationSeen.AT_ONCE.value,
    }


def as_it_is(round_: Round, codes: list[str]) -> dict[str, Any]:
    """What a form that changes a round starts with."""
    return {
        "title": round_.title,
        "edition": round_.edition.slug,
        "audiences": round_.audiences,
        "which": CHOSEN,
        "networks": codes,
        "opens": nhs_date(round_.opens),
        "due": nhs_date(round_.due),
        "moderation_ends": nhs_date(round_.moderation_ends, ""),
        "message": round_.message,
        "peers_see": round_.peers_see,
        "moderation_seen": round_.moderation_seen,
        "seen": mark_of(round_),
    }


class MoveForm(forms.Form):
    """A button that moves a round, for somebody who has seen what it would do. ``shown`` is the page's mark_shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, shown: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown

    def clean(self) -> dict[str, Any]:
        """Refuses where the round is no longer what the page showed."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("seen") != self.shown:
            raise forms.ValidationError(
                "The round has changed since you opened this page, and nothing was done. "
                "Read what would happen now, then decide."
            )
        return data


class ReasonForm(MoveForm):
    """Why something is done."""

    why = reason_field()


class LeavingForm(MoveForm):
    """Says that it is known that drafts are left unsigned."""

    leaving_drafts = forms.BooleanField(
        label="I know that these drafts are not signed, and close the round all the same",
        error_messages={"required": "Tick that you know of the drafts that are not signed. The round is still open."},
    )


def attempted(form: forms.Form, action: Callable[[], Made]) -> tuple[bool, Made | None]:
    """Whether ``action`` was done, and what it gave; where it refuses, the form says why."""
    try:
        return True, action()
    except NotAllowedNowError as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            form.add_error(None, error)
        else:
            for name, errors in error.error_dict.items():
                form.add_error(name if name in form.fields else None, errors)
    return False, None
