"""Settings that `init` writes: short, commented, and right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.errors import InputError
from invoicectl.errors import SettingsError
from invoicectl.settings.load import parse_settings
from invoicectl.settings.write import check_answer
from invoicectl.settings.write import render_config

HERE = Path("/nowhere/config.yaml")
ANSWERS = {
    "company.name": "Fjordkaffe AS",
    "company.orgnr": "999 999 999",
    "company.street": "Storgata 1",
    "company.postcode": "0150",
    "company.city": "Oslo",
    "bank.kontonr": "1234.56.78903",
}
PRINTED = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co", "Cf", "Zs")),
    min_size=1,
    max_size=60,
)


def test_the_least_answers_give_a_working_file() -> None:
    text = render_config(ANSWERS)
    settings = parse_settings(text, path=HERE)
    assert settings.seller().orgnr == "999999999"
    assert settings.company.form.value == "AS"
    assert settings.email is None
    assert len(text.splitlines()) < 80


def test_what_is_left_out_can_be_taken_into_force() -> None:
    text = re.sub(r"(?m)^( *)#(?=\S)", r"\1", render_config(ANSWERS))
    settings = parse_settings(text, path=HERE)
    assert settings.email is not None
    assert settings.theme.logo == HERE.parent / "logo.png"


def test_any_key_can_be_answered() -> None:
    answers = ANSWERS | {
        "company.vat_registered": "no",
        "company.country": "NO",
        "invoice.terms_days": "30",
        "invoice.send_by.public": "folder",
        "kid.enabled": "yes",
        "email.host": "smtp.example.no",
        "email.from_address": "faktura@example.no",
        "email.username": "faktura",
        "email.password_env": "SMTP_PASSWORD",
        "theme.accent": "#aa0000",
        "reminders.min_amount": "49,90",
    }
    lists: dict[str, str | list[str]] = {
        **answers,
        "company.street": ["Postboks 1", "1A: bakgård"],
        "nightly.on_problem_command": ["mail", "-s", "'\"#: "],
    }
    settings = parse_settings(render_config(lists), path=HERE)
    assert not settings.company.vat_registered
    assert settings.company.street == ("Postboks 1", "1A: bakgård")
    assert settings.invoice.terms_days == 30
    assert settings.kid.enabled
    assert settings.theme.accent == "#aa0000"
    assert settings.reminders.min_amount_ore == 4990
    assert settings.nightly.on_problem_command == ("mail", "-s", "'\"#:")
    assert settings.email is not None
    assert settings.email.password is not None
    assert settings.email.password.place() == "the environment variable SMTP_PASSWORD"


@given(name=PRINTED, city=PRINTED, note=PRINTED)
def test_what_is_answered_is_what_is_read(name: str, city: str, note: str) -> None:
    answers = ANSWERS | {"company.name": name, "company.city": city, "invoice.foot_text": note}
    settings = parse_settings(render_config(answers), path=HERE)
    assert settings.company.name == name
    assert settings.company.city == city
    assert settings.invoice.foot_text == note


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("company.orgnr", "999999998", "is not an organisation number"),
        ("bank.kontonr", "12345678904", "is not an account number"),
        ("company.name", "Kaffe\nbank:\n  kontonr: 1", "must stand on one line"),
        ("company.form", "Ltd", "must be AS, ASA"),
        ("company.vat_registered", "true\nbank: x", "must be true or false"),
    ],
)
def test_a_wrong_answer_is_refused_one_by_one_and_in_the_file(
    key: str, text: str, said: str
) -> None:
    with pytest.raises(InputError, match=re.escape(said)) as one:
        check_answer(key, text)
    assert str(one.value).startswith(f"{key}: ")
    with pytest.raises(SettingsError) as whole:
        render_config(ANSWERS | {key: text})
    (fault,) = whole.value.faults
    assert said in fault


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(InputError, match="has no value"):
        check_answer("company.city", "  ")


def test_a_right_answer_passes() -> None:
    for key, text in ANSWERS.items():
        check_answer(key, text)


def test_a_missing_answer_is_never_filled_with_an_example() -> None:
    for key in ANSWERS:
        with pytest.raises(SettingsError) as caught:
            render_config({name: text for name, text in ANSWERS.items() if name != key})
        (fault,) = caught.value.faults
        assert "missing" in fault
        assert key.partition(".")[2] in fault
