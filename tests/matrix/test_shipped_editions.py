"""The three editions that come with Trellis, held against the papers they re-express."""

import csv
import re
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.places import SHARED, needs_shared
from trellis.matrix.rules import Audience, Block, Component, Edition, SupportDomain, fingerprint
from trellis.matrix.shipped import SHIPPED_IDS, NotShippedError, shipped_edition
from trellis.matrix.soundness import flaws

COUNTS = {
    # Networks and systems, Foundation to Step 3, as counted in the papers (domain facts, part D).
    "leadership": ([2, 3, 2, 1], [2, 2, 2, 1]),
    "population-health": ([1, 3, 2, 2], [1, 2, 2, 2]),
    "integrating-care": ([2, 2, 2, 2], [1, 2, 1, 1]),
    "resources": ([2, 1, 1, 1], [2, 1, 1, 1]),
    "communities": ([2, 3, 3, 3], [1, 1, 2, 1]),
}
THEME_TITLES = {
    "Leadership, planning and partnerships": "leadership",
    "Use of data and population health management": "population-health",
    "Integrating care": "integrating-care",
    "Managing resources": "resources",
    "Working with people and communities": "communities",
}
LONGEST_RUN = 5
"""Consecutive words that a statement may share with a national sentence."""


def national_cells() -> Iterator[tuple[tuple[str, str, str, int], str]]:
    """The cells of August 2019 as printed, by theme id, audience, step id and order."""
    with (SHARED / "golden" / "matrix_2019_08_cells.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            audience = {"PCN": "network", "System": "system"}[row["audience"]]
            step = row["step"].lower().replace(" ", "_")
            yield (THEME_TITLES[row["theme"]], audience, step, int(row["position"])), row["text"]


def early_cells() -> Iterator[tuple[tuple[str, int], str]]:
    """The cells of July 2019 as printed, by step id and order."""
    with (SHARED / "golden" / "matrix_2019_07_early_cells.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield (row["step"].lower().replace(" ", "_"), int(row["position"])), row["text"]


def words(text: str) -> list[str]:
    """The words of a sentence, without case and punctuation."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", "").replace("’", ""))


def longest_shared_run(ours: str, theirs: str) -> str:
    """The longest run of consecutive words that stands in both sentences."""
    mine, other = words(ours), f" {' '.join(words(theirs))} "
    runs = (
        " ".join(mine[start:end])
        for start in range(len(mine))
        for end in range(start + 1, len(mine) + 1)
        if f" {' '.join(mine[start:end])} " in other
    )
    return max(runs, key=lambda run: len(run.split()), default="")


def place(component: Component) -> tuple[str, str, str, int]:
    return component.theme, component.audience.value, component.step, component.order


def test_the_longest_shared_run_is_found() -> None:
    assert longest_shared_run("We keep a list of things.", "They kept a list, of things") == "a list of things"


@pytest.mark.parametrize("edition_id", SHIPPED_IDS)
def test_every_shipped_edition_is_sound(edition_id: str) -> None:
    edition = shipped_edition(edition_id)
    assert edition.id == edition_id
    assert flaws(edition) == ()
    assert [step.id for step in edition.steps] == ["foundation", "step_1", "step_2", "step_3"]
    assert [step.title for step in edition.steps] == ["Foundation", "Step 1", "Step 2", "Step 3"]


def test_the_national_matrix_has_69_components_in_the_cells_of_the_papers() -> None:
    edition = shipped_edition("pcn-2019-08")
    counted = {
        theme.id: tuple(
            [len(edition.cells.get((theme.id, audience, step.id), ())) for step in edition.steps]
            for audience in (Audience.NETWORK, Audience.SYSTEM)
        )
        for theme in edition.themes
    }
    assert counted == COUNTS
    assert Counter(component.audience for component in edition.components) == {
        Audience.NETWORK: 40,
        Audience.SYSTEM: 29,
    }
    assert Counter(component.step for component in edition.components) == {
        "foundation": 16,
        "step_1": 20,
        "step_2": 18,
        "step_3": 15,
    }


def test_the_early_matrix_has_25_components_under_one_theme_and_one_audience() -> None:
    edition = shipped_edition("pcn-2019-07-early")
    assert edition.blocks == (Block("whole", Audience.NETWORK),)
    assert [len(edition.cells["whole", Audience.NETWORK, step.id]) for step in edition.steps] == [4, 8, 7, 6]


def test_the_neighbourhood_matrix_speaks_of_six_themes_to_networks_and_systems_at_every_step() -> None:
    edition = shipped_edition("neighbourhood-2025")
    assert len(edition.themes) == 6
    assert len(edition.cells) == 6 * 2 * 4
    assert 48 <= len(edition.components) <= 72


def test_support_domains_are_those_printed_and_none_is_made_up_for_managing_resources() -> None:
    edition = shipped_edition("pcn-2019-08")
    assert {theme.id: set(theme.support_domains) for theme in edition.themes} == {
        "leadership": {SupportDomain.ORGANISATION, SupportDomain.LEADERSHIP},
        "population-health": {SupportDomain.POPULATION_HEALTH},
        "integrating-care": {SupportDomain.COLLABORATION},
        "resources": set(),
        "communities": {SupportDomain.COMMUNITY},
    }
    assert edition.theme_by_id["resources"].note
    assert "Working in partnership with people and communities" in edition.theme_by_id["communities"].also_called


@pytest.mark.parametrize("edition_id", SHIPPED_IDS)
def test_statements_and_examples_are_short_sentences_each_said_once(edition_id: str) -> None:
    edition = shipped_edition(edition_id)
    for component in edition.components:
        assert 10 <= len(component.statement.split()) <= 28, component.statement
        assert 8 <= len(component.looks_like.split()) <= 25, component.looks_like
        assert component.statement.endswith(".")
        assert component.looks_like.endswith(".")
        assert component.source
    statements = Counter(component.statement for component in edition.components)
    assert statements.most_common(1)[0][1] == 1


@pytest.mark.parametrize("edition_id", SHIPPED_IDS)
def test_statements_are_about_twenty_words_on_the_whole(edition_id: str) -> None:
    lengths = [len(component.statement.split()) for component in shipped_edition(edition_id).components]
    assert 16 <= sum(lengths) / len(lengths) <= 21


@pytest.mark.parametrize("edition_id", SHIPPED_IDS)
def test_an_id_says_where_its_component_stands(edition_id: str) -> None:
    for component in shipped_edition(edition_id).components:
        assert component.id == ".".join(map(str, place(component)))


@needs_shared
def test_each_cell_of_the_national_matrix_is_recognised_by_its_printed_sentence() -> None:
    edition = shipped_edition("pcn-2019-08")
    cells = dict(national_cells())
    assert {place(component) for component in edition.components} == set(cells)
    for component in edition.components:
        assert fingerprint(cells[place(component)]) in component.fingerprints, component.id


@needs_shared
def test_the_other_paper_s_wordings_are_recognised_too() -> None:
    edition = shipped_edition("pcn-2019-08")
    cells = dict(national_cells())
    for at, old, new in (
        (("communities", "network", "step_2", 1), "PCNs are", "The PCN is"),
        (("communities", "network", "step_3", 1), "PCNs have", "The PCN has"),
        (("resources", "network", "step_2", 1), "new incentive", "hew incentive"),
        (("population-health", "system", "step_2", 2), "cohorts", "conorts"),
    ):
        assert old in cells[at]
        component = next(component for component in edition.components if place(component) == at)
        assert fingerprint(cells[at].replace(old, new)) in component.fingerprints


@needs_shared
def test_each_cell_of_the_early_matrix_is_recognised_by_its_printed_sentence() -> None:
    edition = shipped_edition("pcn-2019-07-early")
    cells = dict(early_cells())
    assert {(component.step, component.order) for component in edition.components} == set(cells)
    for component in edition.components:
        assert fingerprint(cells[component.step, component.order]) in component.fingerprints, component.id


@pytest.mark.parametrize("edition_id", ["pcn-2019-08", "pcn-2019-07-early"])
def test_a_fingerprint_belongs_to_one_component(edition_id: str) -> None:
    prints = Counter(each for component in shipped_edition(edition_id).components for each in component.fingerprints)
    assert prints.most_common(1)[0][1] == 1


@needs_shared
@pytest.mark.parametrize("edition_id", SHIPPED_IDS)
def test_no_sentence_of_ours_copies_a_national_one(edition_id: str) -> None:
    printed = [text for _, text in national_cells()] + [text for _, text in early_cells()]
    assert len(printed) == 69 + 25
    for ours in sentences(shipped_edition(edition_id)):
        for theirs in printed:
            shared = longest_shared_run(ours, theirs)
            assert len(shared.split()) <= LONGEST_RUN, f"{ours!r} shares {shared!r}"


def sentences(edition: Edition) -> Iterator[str]:
    for component in edition.components:
        yield component.statement
        yield component.looks_like


def test_an_unknown_edition_is_answered_with_the_ids_there_are() -> None:
    with pytest.raises(NotShippedError) as caught:
        shipped_edition("pcn-2020-01")
    assert str(caught.value) == (
        "There is no edition “pcn-2020-01” among those shipped: pcn-2019-08, pcn-2019-07-early, neighbourhood-2025."
    )
    assert isinstance(caught.value, KeyError)


def test_a_shipped_edition_is_read_once_and_quickly() -> None:
    shipped_edition.cache_clear()
    began = time.process_time()
    first = shipped_edition("pcn-2019-08")
    assert time.process_time() - began < 0.5  # 0.13 s alone on one core here; a busy machine takes longer
    assert shipped_edition("pcn-2019-08") is first
