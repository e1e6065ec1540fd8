"""The command `init`: a new company in a folder, by asking or from options."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from invoicectl.cli.context import Run
    from invoicectl.flows.set_up import SetUp

_KEYS = {
    "name": "company.name",
    "orgnr": "company.orgnr",
    "form": "company.form",
    "vat": "company.vat_registered",
    "street": "company.street",
    "postcode": "company.postcode",
    "city": "company.city",
    "country": "company.country",
    "email": "company.email",
    "phone": "company.phone",
    "website": "company.website",
    "kontonr": "bank.kontonr",
    "ocr-agreement": "bank.ocr_agreement",
    "kid": "kid.enabled",
    "first-number": "invoice.first_number",
    "terms-days": "invoice.terms_days",
    "language": "invoice.language",
}
_QUESTIONS = {
    "name": "Name of the company, as registered",
    "orgnr": "Organisation number",
    "street": "Street or box",
    "postcode": "Postcode",
    "city": "Town",
    "kontonr": "Account number for payments",
}
"""Option -> question; these are needed."""


def command(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Folder of the company; made when missing.")
    ] = Path(),
    name: Annotated[str | None, typer.Option(help="Registered name.")] = None,
    orgnr: Annotated[str | None, typer.Option(help="Organisation number.")] = None,
    form: Annotated[
        str | None, typer.Option(help="AS, ASA, NUF, ENK, ANS, DA or OTHER; else by the name.")
    ] = None,
    vat: Annotated[
        bool | None, typer.Option("--vat/--no-vat", help="Whether it is VAT-registered.")
    ] = None,
    street: Annotated[
        list[str] | None, typer.Option(help="Street or box; again for another line.")
    ] = None,
    postcode: Annotated[str | None, typer.Option(help="Postcode.")] = None,
    city: Annotated[str | None, typer.Option(help="Town.")] = None,
    country: Annotated[str | None, typer.Option(help="Two letters; NO when not given.")] = None,
    email: Annotated[str | None, typer.Option(help="Where customers write.")] = None,
    phone: Annotated[str | None, typer.Option(help="Printed on invoices.")] = None,
    website: Annotated[str | None, typer.Option(help="Printed on invoices.")] = None,
    kontonr: Annotated[str | None, typer.Option(help="Account that customers pay to.")] = None,
    ocr_agreement: Annotated[
        str | None, typer.Option(help="The bank's OCR agreement, 9 digits.")
    ] = None,
    kid: Annotated[
        bool | None, typer.Option("--kid/--no-kid", help="Whether the bank has agreed to KID.")
    ] = None,
    first_number: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="First invoice number; 10001 if none.")
    ] = None,
    terms_days: Annotated[
        str | None, typer.Option(metavar="DAYS", help="Days until an invoice is due; 14 if none.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="nb, nn or en, for new customers.")] = None,
    as_json: AsJson = False,
) -> None:
    """Set up a company: settings, ledger and folders.

    Asks for what is missing when it runs in a terminal; otherwise names it and stops.
    Nothing that exists is overwritten.

    Example: invoicectl init fjordkaffe --name "Fjordkaffe AS" --orgnr 999999999
    --street "Storgata 1" --postcode 0150 --city Oslo --kontonr 12345678903
    """
    from invoicectl.cli.context import run_of
    from invoicectl.flows.set_up import check_answers
    from invoicectl.flows.set_up import check_place
    from invoicectl.flows.set_up import set_up

    run = run_of(ctx)
    run.as_json = as_json
    if run.config is not None:
        raise InputError("init takes a folder and no --config: invoicectl init DIR")
    given = {
        "name": name, "orgnr": orgnr, "form": form, "vat": vat, "street": street,
        "postcode": postcode, "city": city, "country": country, "email": email, "phone": phone,
        "website": website, "kontonr": kontonr, "ocr-agreement": ocr_agreement, "kid": kid,
        "first-number": first_number, "terms-days": terms_days, "language": language,
    }  # fmt: skip
    answers = {_KEYS[option]: _typed(value) for option, value in given.items() if value}
    answers |= {_KEYS[option]: "false" for option in ("vat", "kid") if given[option] is False}
    check_place(folder.absolute())
    check_answers(answers)
    _complete(answers)
    _tell(run, set_up(folder, answers, run.stamp))


def _typed(value: object) -> str | list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return "true" if value is True else str(value)


def _complete(answers: dict[str, str | list[str]]) -> None:
    """Ask for what is missing; without a terminal name it all at once."""
    missing = [option for option in _QUESTIONS if _KEYS[option] not in answers]
    if not sys.stdin.isatty():
        if missing:
            listed = ", ".join(f"--{option}" for option in missing)
            raise InputError(
                f"Missing: {listed}.",
                hint="Give these options, or run 'invoicectl init' in a terminal to be asked.",
            )
        return
    for option in missing:
        answers[_KEYS[option]] = _ask(_KEYS[option], _QUESTIONS[option])
    if _KEYS["vat"] not in answers:
        _confirm(answers, "vat", "Is the company VAT-registered?", default=True)
    if _KEYS["email"] not in answers and (email := _ask(_KEYS["email"], "E-mail", empty=True)):
        answers[_KEYS["email"]] = email
    if _KEYS["kid"] not in answers:
        _confirm(answers, "kid", "Has the bank agreed to KID (OCR giro)?", default=False)


def _ask(key: str, question: str, *, empty: bool = False) -> str:
    """Ask until the answer can be used."""
    from invoicectl.settings.write import check_answer

    while True:
        hint = " (may be empty)" if empty else ""
        answer: str = typer.prompt(question + hint, default="", show_default=False, err=True)
        if empty and not answer.strip():
            return ""
        try:
            check_answer(key, answer)
        except InputError as error:
            typer.echo(f"  {str(error).partition(': ')[2]}", err=True)
        else:
            return answer


def _confirm(
    answers: dict[str, str | list[str]], option: str, question: str, *, default: bool
) -> None:
    is_so = typer.confirm(question, default=default, err=True)
    answers[_KEYS[option]] = "true" if is_so else "false"


def _tell(run: Run, made: SetUp) -> None:
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json

    places: Mapping[str, tuple[Path, str]] = {
        "settings": (made.settings, "settings; change them here, then 'settings check'"),
        "ledger": (made.ledger, "the books"),
        "inbox": (made.inbox, "files from the bank go here"),
        "outbox": (made.outbox, "messages land here until a mail server is set up"),
    }
    if run.as_json:
        paths = {name: str(path) for name, (path, _what) in places.items()}
        show_json("init", folder=str(made.folder), **paths)
        return
    width = max(len(path.name) for path, _what in places.values())
    say(run, f"The company is set up in {made.folder}:")
    say(run, *(f"  {path.name:<{width}}  {what}" for path, what in places.values()))
    say(run, "", "Next:")
    if made.folder != Path.cwd():
        say(run, f"  cd {made.folder}")
    say(
        run,
        '  invoicectl customer add --name "Example AS" --orgnr 999999999',
        '  invoicectl invoice new --customer 10001 --line "Coffee; 2 kg; 240"',
        "  invoicectl send --dry-run",
    )
