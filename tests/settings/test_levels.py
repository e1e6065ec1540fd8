from __future__ import annotations

from pathlib import Path

import pytest

from invoicectl.documents.look import theme_names
from invoicectl.domain.parties import CustomerKind
from invoicectl.errors import InputError
from invoicectl.settings.groups import GROUPS
from invoicectl.settings.groups import group_of
from invoicectl.settings.invoicing import Theme
from invoicectl.settings.levels import NOTHING
from invoicectl.settings.levels import company_values
from invoicectl.settings.levels import level_keys
from invoicectl.settings.levels import read_assignment
from invoicectl.settings.levels import stored_text
from invoicectl.settings.levels import typed
from invoicectl.settings.load import parse_settings
from invoicectl.settings.reference import reference_rows
from tests.build import CONFIG

FOLDER = Path("/company")

# what is typed -> what is kept, None for taken away
TAKEN = [
    ("invoice.terms_days=30", "30"),
    (" invoice.terms_days = 30 ", "30"),
    ("invoice.terms_days=", None),
    ("invoice.express_terms=yes", "true"),
    ("reminders.enabled=NO", "false"),
    ("reminders.min_amount=49,90", "49,90"),
    ("reminders.min_amount=50.00", "50"),
    ("sending.cc=a@example.no, b@example.no,a@example.no", "a@example.no\nb@example.no"),
    ("sending.cc=-", NOTHING),
    ("invoice.head_text=one = two", "one = two"),
    ("invoice.send_by=email,folder", "email\nfolder"),
    ("invoice.currency=nok", "NOK"),
    ("theme.accent=#AA0000", "#AA0000"),
]


@pytest.mark.parametrize(("text", "kept"), TAKEN)
def test_an_assignment_is_kept_in_one_form(text: str, kept: str | None) -> None:
    key, found = read_assignment(text)
    assert found == kept
    if kept is not None:
        typed(key, kept, FOLDER)


WRONG = {
    "invoice.terms_days": "'invoice.terms_days' is not KEY=VALUE, as in invoice.terms_days=30.",
    "=3": "'=3' is not KEY=VALUE, as in invoice.terms_days=30.",
    "invoice.term_days=3": "did you mean 'invoice.terms_days'?",
    "terms_days=3": "did you mean 'invoice.terms_days'?",
    "nonsense=3": "nonsense: there is no such key; 'invoicectl settings explain' shows all",
    "invoice.terms_days=900": "invoice.terms_days: must be from 0 to 365, is 900.",
    "invoice.terms_days=-": "invoice.terms_days: cannot be nothing",
    "kid.length=7": "kid.length: is the company's alone, because the bank knows one KID scheme",
    "bank.kontonr=1": "bank.kontonr: is the company's alone; change it in the settings file.",
    "invoice.send_by.public=email": "here it is invoice.send_by alone.",
    "invoice.send_by=post": "invoice.send_by: must be email or folder.",
    "invoice.currency=EUR": "invoice.currency: must be NOK: this version invoices",
    "sending.cc=,": "sending.cc: is an empty list",
    "sending.to=kari": "sending.to: 'kari' is not one e-mail address",
    "invoice.email_subject=Hei {nr}": "has {nr}; known are {no},",
    "invoice.email_subject=Hei {no": "has a brace that encloses no word",
    "invoice.email_subject=a\nb": "must stand on one line",
    "reminders.plan=ful": "did you mean 'full'?",
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.items(), ids=list(WRONG))
def test_a_wrong_assignment_gets_its_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read_assignment(text)
    assert sentence in str(caught.value)
    assert "..\n" not in f"{caught.value}\n"


def test_the_sentences_are_those_of_the_file() -> None:
    with pytest.raises(InputError) as caught:
        read_assignment("invoice.terms_days=soon")
    with pytest.raises(Exception, match="terms_days") as of_file:
        parse_settings(CONFIG + "invoice:\n  terms_days: soon\n", path=Path("config.yaml"))
    assert str(caught.value).rstrip(".") in str(of_file.value)


def test_a_value_comes_back_from_its_stored_text() -> None:
    values = company_values(parse_settings(CONFIG, path=FOLDER / "c.yaml"), CustomerKind.PUBLIC)
    for name, value in values.items():
        key = level_keys()[name]
        if value not in (None, "", ()):
            assert typed(key, stored_text(key, value), FOLDER) == value, name


def test_the_company_gives_every_key_but_one_of_the_rivals() -> None:
    settings = parse_settings(CONFIG, path=FOLDER / "c.yaml")
    values = company_values(settings, CustomerKind.BUSINESS)
    assert set(level_keys()) - set(values) == {"invoice.terms_months"}
    monthly = parse_settings(CONFIG + "invoice:\n  terms_months: 1\n", path=FOLDER / "c.yaml")
    values = company_values(monthly, CustomerKind.BUSINESS)
    assert set(level_keys()) - set(values) == {"invoice.terms_days"}


def test_every_key_stands_under_a_heading_of_its_own_choice() -> None:
    names = {row.key for row in reference_rows()} | set(level_keys())
    assert {group_of(name) for name in names} == set(GROUPS)
    begins = tuple(begin for each in GROUPS.values() for begin in each)
    assert all(name.startswith(begins) for name in names)


def test_what_is_not_used_yet_says_so() -> None:
    idle = [key for key in level_keys().values() if key.is_idle]
    assert {key.name for key in idle} == {
        "reminders.fee", "reminders.interest", "reminders.compensation", "sms.enabled",
        "letters.inkassovarsel", "collection.agency",
    }  # fmt: skip
    assert all("Not used yet" in key.help for key in idle)


def test_the_themes_of_the_settings_are_those_of_the_documents() -> None:
    assert tuple(theme.value for theme in Theme) == theme_names()


def test_a_section_may_have_its_former_name_but_not_both() -> None:
    old = parse_settings(CONFIG + "notices:\n  first_after_days: 9\n", path=FOLDER / "c.yaml")
    assert old.reminders.first_after_days == 9
    both = CONFIG + "notices:\n  enabled: true\nreminders:\n  enabled: true\n"
    with pytest.raises(Exception, match="'reminders' is the same section; keep one"):
        parse_settings(both, path=FOLDER / "c.yaml")


def test_a_path_of_a_list_needs_a_home_too() -> None:
    text = CONFIG + 'sending:\n  attachments: ["vilkaar.pdf", "~nobody-here/x.pdf"]\n'
    with pytest.raises(Exception, match=r"sending\.attachments: the home folder in"):
        parse_settings(text, path=FOLDER / "c.yaml")
