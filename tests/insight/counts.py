"""Small editions and summaries made by hand, for tests of what is said of them."""

from collections.abc import Mapping, Sequence
from datetime import date

from trellis.assessment.rules import BlockReturn, Problem, Return
from trellis.insight.rules import BlockCount, ComponentMiss, Summary
from trellis.matrix.rules import Audience, Block, Component, Edition, Step, Theme

STEPS = (
    Step("foundation", "Foundation"),
    Step("step_1", "Step 1"),
    Step("step_2", "Step 2"),
    Step("step_3", "Step 3"),
)
THEMES = (
    Theme("leadership", "Leadership, planning and partnerships", "Leadership"),
    Theme("population-health", "Use of data and population health", "Use of data"),
    Theme("integrating-care", "Integrating care"),
    Theme("resources", "Managing resources"),
    Theme("communities", "Working with people and communities", "Working with communities"),
)
EDITION = Edition(
    id="pcn-2019-08",
    title="Primary care network maturity matrix, August 2019",
    source="NHS England, August 2019",
    themes=THEMES,
    steps=STEPS,
    audiences=(Audience.NETWORK, Audience.SYSTEM),
    components=tuple(
        Component(
            id=f"{theme.id}-{audience.value}-{step.id}",
            theme=theme.id,
            audience=audience,
            step=step.id,
            order=1,
            statement=f"{theme.title}: the {audience.value} has done what {step.title} asks.",
        )
        for theme in THEMES
        for audience in Audience
        for step in STEPS
    ),
)

NETWORK_2019 = ((3, 11, 3, 1, 0), (7, 8, 2, 0, 1), (4, 10, 4, 0, 0), (2, 13, 1, 2, 0), (7, 8, 2, 1, 0))
SYSTEM_2019 = ((7, 8, 2, 1, 0), (9, 6, 0, 0, 1), (8, 9, 1, 0, 0), (6, 11, 1, 0, 0), (11, 6, 0, 1, 0))
"""Networks per position in the returns of October 2019; two said nothing of use of data for the system."""


def block_count(theme: str, audience: Audience, counts: Sequence[int], returns: int) -> BlockCount:
    by_position = dict(zip(EDITION.positions, counts, strict=True))
    return BlockCount(Block(theme, audience), by_position, returns - sum(counts))


def a_return(network: str, *, dated: date | None = date(2019, 10, 31), empty: Sequence[Block] = ()) -> Return:
    blocks = {block: BlockReturn(block, stated=None if block in empty else "foundation") for block in EDITION.blocks}
    return Return(f"{network}.xlsx", EDITION.id, network, "", dated, blocks)


def a_summary(
    network: Sequence[Sequence[int]],
    system: Sequence[Sequence[int]] = (),
    *,
    returns: int,
    counted: Sequence[Return] | None = None,
    missed: Mapping[str, int] | None = None,
    problems: Sequence[Problem] = (),
    expected: Sequence[str] = (),
    missing: Sequence[str] = (),
    files: int = 0,
    rejected: int = 0,
) -> Summary:
    """A summary of these counts; returns that count are made up where none are given."""
    made = (
        tuple(counted) if counted is not None else tuple(a_return(f"Network {at:02}") for at in range(1, returns + 1))
    )
    counts = [
        block_count(theme.id, audience, row, returns)
        for audience, rows in ((Audience.NETWORK, network), (Audience.SYSTEM, system))
        for theme, row in zip(THEMES, rows, strict=False)
    ]
    return Summary(
        edition=EDITION,
        counted=made,
        counts=tuple(sorted(counts, key=lambda count: EDITION.blocks.index(count.block))),
        most_missed=tuple(
            ComponentMiss(EDITION.by_id[id_], count, returns, tuple(found.network for found in made[:count]))
            for id_, count in (missed or {}).items()
        ),
        problems=tuple(problems),
        expected=tuple(expected),
        missing=tuple(missing),
        files=files,
        rejected=rejected,
    )


def october_2019() -> Summary:
    """The returns of October 2019, as published."""
    return a_summary(NETWORK_2019, SYSTEM_2019, returns=18)
