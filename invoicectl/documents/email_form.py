"""The form of every e-mail a customer gets: greeting, figures in a table, and who it is from.

The HTML is one simple table layout with inline styles: no picture, no link, nothing remote.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.figures import NO_BREAK
from invoicectl.documents.proof import cleaned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.documents.wording import Wording
    from invoicectl.domain.parties import Buyer
    from invoicectl.domain.parties import Seller

INK: Final = "#1A2026"
MUTED: Final = "#5B6770"
HAIRLINE: Final = "#D3D9DD"


@dataclass(frozen=True, slots=True)
class EmailText:
    """What stands in an e-mail; `subject` is one line without control characters."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Mail:
    """The parts both forms are made of, all plain text; `rows` is label and value.

    `own` is the company's own text, with its lines, in place of `before`.
    """

    greeting: str
    before: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    after: tuple[str, ...]
    signature: tuple[str, ...]
    own: str = ""


def greeting(buyer: Buyer, wording: Wording) -> str:
    """Return the greeting, by name."""
    return wording.text("greeting", name=buyer.name)


def questions(seller: Seller, wording: Wording) -> str:
    """Return whom to ask, or to reply where no contact is known."""
    contact = " · ".join(filter(None, (seller.email, seller.phone)))
    return (
        wording.text("questions_contact", contact=contact) if contact else wording.text("questions")
    )


def signature(seller: Seller, person: str, wording: Wording) -> tuple[str, ...]:
    """Return the lines of the signature: regards, the person, the company."""
    lines = (wording.text("regards"), person, seller.name, seller.website)
    return tuple(line for line in lines if line.strip())


def composed(subject: str, mail: Mail, accent: str) -> EmailText:
    """Return both forms of a mail, every string freed of control characters first.

    `accent` is `#RRGGBB`, for the first figure.
    """
    clean = Mail(
        greeting=cleaned(mail.greeting),
        before=tuple(map(cleaned, mail.before)),
        rows=tuple((cleaned(label), cleaned(value)) for label, value in mail.rows),
        after=tuple(map(cleaned, mail.after)),
        signature=tuple(map(cleaned, mail.signature)),
        own=cleaned(mail.own, lines=True),
    )
    return EmailText(cleaned(subject).replace(NO_BREAK, " "), _plain(clean), _html(clean, accent))


def _plain(mail: Mail) -> str:
    """Return the plain text, with plain spaces, because figures are copied from here."""
    width = max(len(label) for label, _ in mail.rows) + 2
    rows = "\n".join(f"  {label + ':':<{width}}{value}" for label, value in mail.rows)
    blocks = [mail.greeting, *_opening(mail), rows, *_joined(mail.after)]
    text = "\n\n".join([*blocks, "\n".join(mail.signature)])
    return text.replace(NO_BREAK, " ").replace("\u202f", " ") + "\n"


def _opening(mail: Mail) -> list[str]:
    """Return the first paragraph: the company's own words, or the usual ones."""
    return [mail.own] if mail.own else _joined(mail.before)


def _joined(sentences: Sequence[str]) -> list[str]:
    """Return the sentences as one paragraph, if there are any."""
    return [" ".join(sentences)] if sentences else []


def _html(mail: Mail, accent: str) -> str:
    """Return a complete HTML document; every value escaped."""
    paragraph = f'<p style="margin:0 0 16px;font-size:15px;line-height:1.5;color:{INK}">'
    blocks = [
        f"{paragraph}{escape(text).replace(chr(10), '<br>')}</p>"
        for text in (mail.greeting, *_opening(mail))
    ]
    blocks.append(_html_table(mail.rows, accent))
    blocks.extend(f"{paragraph}{escape(text)}</p>" for text in _joined(mail.after))
    signature = "<br>".join(escape(line) for line in mail.signature)
    blocks.append(
        f'<p style="margin:24px 0 0;font-size:14px;line-height:1.5;color:{MUTED}">{signature}</p>'
    )
    content = "\n".join(blocks)
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n</head>\n'
        '<body style="margin:0;padding:24px;background:#ffffff;'
        "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif\">\n"
        '<table role="presentation" cellpadding="0" cellspacing="0" width="100%" '
        'style="max-width:560px"><tr><td>\n'
        f"{content}\n</td></tr></table>\n</body>\n</html>\n"
    )


def _html_table(rows: Sequence[tuple[str, str]], accent: str) -> str:
    """Return the figures as a table, the first of them large."""
    edge = f"border-bottom:1px solid {HAIRLINE}"
    label = f"padding:7px 24px 7px 0;font-size:13px;color:{MUTED};{edge}"
    figure = f"padding:7px 0;font-size:15px;color:{INK};{edge}"
    large = f"padding:7px 0;font-size:20px;font-weight:600;color:{accent};{edge}"
    cells = "".join(
        f'<tr><td style="{label}">{escape(name)}</td>'
        f'<td style="{figure if number else large}">{escape(value)}</td></tr>\n'
        for number, (name, value) in enumerate(rows)
    )
    return (
        '<table cellpadding="0" cellspacing="0" '
        f'style="border-collapse:collapse;margin:0 0 20px;border-top:2px solid {accent}">\n'
        f"{cells}</table>"
    )
