"""Returns as the plain values that rules count."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import QuerySet

from trellis.assessment.models import Answer, Assessment, ReadingProblem, Round, RoundNetwork, StatedPosition
from trellis.assessment.rules import BlockReturn, Mark, Problem, ProblemKind, Return
from trellis.matrix.rules import Audience, Block, Edition


def returns_of(round_: Round) -> tuple[Return, ...]:
    """The current return of every network that made one, by name, as the reader read it; always four queries.

    ``network`` is the name as the round knows it, ``problems`` those of the reading. Consistency queries follow from
    the answers and are asked by rules.consistency_queries.
    """
    return plain_returns(Assessment.objects.filter(asked__round=round_, superseded_at__isnull=True))


def return_of(asked: RoundNetwork) -> Return | None:
    """A network's current return in a round; None where there is none."""
    found = plain_returns(Assessment.objects.filter(asked=asked, superseded_at__isnull=True))
    return found[0] if found else None


def last_answers(network_code: str, edition: Edition, *, board: str = "") -> Return | None:
    """The newest current return of a network against an edition, in whichever round; None where there is none.

    With the code of a ``board``, in rounds of that board alone: what a network told another is not for it.
    """
    current = Assessment.objects.filter(
        asked__network__code=network_code, asked__round__edition__slug=edition.id, superseded_at__isnull=True
    )
    if board:
        current = current.filter(asked__round__board__code=board)
    newest = current.order_by("-asked__round__opens", "-received_at")[:1]
    found = plain_returns(Assessment.objects.filter(pk__in=[row.pk for row in newest]))
    return found[0] if found else None


def plain_returns(assessments: QuerySet[Assessment]) -> tuple[Return, ...]:
    """Stored returns as the values that rules work on, by network's name."""
    rows = list(
        assessments.order_by("asked__name", "pk").values_list(
            "pk", "file_name", "dated", "asked__name", "asked__network__code", "asked__round__edition__slug"
        )
    )
    keys = [row[0] for row in rows]
    blocks = blocks_of(keys)
    problems: dict[int, list[tuple[str, ...]]] = {}
    for key, *problem in ReadingProblem.objects.filter(assessment__in=keys).values_list(
        "assessment", "kind", "theme", "audience", "cell", "detail"
    ):
        problems.setdefault(key, []).append(tuple(problem))
    return tuple(
        Return(
            file=file,
            edition=edition,
            network=name,
            network_code=code,
            dated=dated,
            blocks=blocks.get(key, {}),
            problems=tuple(
                Problem(file, ProblemKind(kind), detail, name, theme, audience, cell)
                for kind, theme, audience, cell, detail in problems.get(key, ())
            ),
        )
        for key, file, dated, name, code, edition in rows
    )


def blocks_of(assessments: Sequence[int]) -> dict[int, dict[Block, BlockReturn]]:
    """What these returns (by key) say, by block; a block of which nothing is said is left out."""
    said: dict[int, dict[Block, BlockReturn]] = {}

    def block(assessment: int, theme: str, audience: str) -> BlockReturn:
        place = Block(theme, Audience(audience))
        return said.setdefault(assessment, {}).setdefault(place, BlockReturn(place))

    answers = Answer.objects.filter(assessment__in=assessments).values_list(
        "assessment", "component__theme__slug", "component__audience", "component__slug", "mark", "remark"
    )
    for assessment, theme, audience, component, mark, remark in answers:
        returned = block(assessment, theme, audience)
        if mark:
            returned.marks[component] = Mark(mark)
        if remark:
            returned.remarks[component] = remark
    positions = StatedPosition.objects.filter(assessment__in=assessments).values_list(
        "assessment", "theme", "audience", "position", "comment", "target", "target_by"
    )
    for assessment, theme, audience, position, comment, target, target_by in positions:
        returned = block(assessment, theme, audience)
        said[assessment][returned.block] = replace(
            returned, stated=position or None, comment=comment, target=target or None, target_by=target_by
        )
    return said
