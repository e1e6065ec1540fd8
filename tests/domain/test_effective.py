from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.effective import Layer
from invoicectl.domain.effective import Level
from invoicectl.domain.effective import Said
from invoicectl.domain.effective import merged
from invoicectl.domain.effective import resolve

KEYS = ("terms", "months", "language", "cc", "colour")
RIVALS = (("terms", "months"),)
SAYS = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 9))


@st.composite
def several_layers(draw: st.DrawFn) -> list[Layer]:
    """Return the company, then any of the other levels, each in its place."""
    chosen = draw(st.sets(st.sampled_from(list(Level)[1:])))
    levels = [Level.COMPANY, *(level for level in Level if level in chosen)]
    return [Layer(level, level.value[0].upper(), draw(SAYS)) for level in levels]


def searched(layers: list[Layer], key: str) -> tuple[object, Level | None]:
    """Look from the most special level down: the first that says anything about it decides."""
    rival = {"terms": "months", "months": "terms"}.get(key)
    for layer in reversed(layers):
        if key in layer.values:
            return layer.values[key], layer.level
        if rival in layer.values:
            return None, layer.level
    return None, None


@given(several_layers())
def test_the_most_special_level_that_says_anything_decides(layers: list[Layer]) -> None:
    found = resolve(layers, RIVALS)
    plain = merged(layers, RIVALS)
    for key in KEYS:
        value, level = searched(layers, key)
        assert plain.get(key) == value
        if level is None:
            assert key not in found
        else:
            assert (found[key].value, found[key].level) == (value, level)


@given(several_layers())
def test_what_is_hidden_was_said_by_a_wider_level_and_nothing_is_forgotten(
    layers: list[Layer],
) -> None:
    order = list(Level)
    for key, one in resolve(layers, RIVALS).items():
        levels = [order.index(said.level) for said in one.hides]
        assert levels == sorted(levels, reverse=True)
        assert all(level < order.index(one.level) for level in levels)
        said = [layer for layer in layers if key in layer.values]
        assert len(one.hides) == len(said) - (not one.by)


@given(several_layers(), SAYS)
def test_a_level_that_says_nothing_changes_nothing(
    layers: list[Layer], says: dict[str, int]
) -> None:
    silent = [Layer(layer.level, layer.ref, {}) for layer in layers[1:]]
    first = Layer(Level.COMPANY, "", says)
    assert merged([first, *silent]) == says


def test_a_rival_takes_the_other_away_and_says_so() -> None:
    layers = [
        Layer(Level.COMPANY, "", {"terms": 14}),
        Layer(Level.CUSTOMER, "10001", {"terms": 30}),
        Layer(Level.PROJECT, "P1", {"months": 1}),
    ]
    found = resolve(layers, RIVALS)
    assert (found["months"].value, found["months"].hides) == (1, ())
    assert (found["terms"].value, found["terms"].by) == (None, "months")
    assert found["terms"].hides == (
        Said(Level.CUSTOMER, "10001", 30),
        Said(Level.COMPANY, "", 14),
    )
    back = resolve([*layers, Layer(Level.INVOICE, "7", {"terms": 5})], RIVALS)
    assert (back["terms"].value, back["months"].by) == (5, "terms")
    assert [said.value for said in back["terms"].hides] == [30, 14]
