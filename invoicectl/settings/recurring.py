"""Settings of recurring invoices: what an agreement starts from."""

from __future__ import annotations

from invoicectl.settings.kinds import Flag
from invoicectl.settings.kinds import Text
from invoicectl.settings.kinds import Whole
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section


class PeriodText(Text):
    """Text that may name the period by placeholders."""

    def plain(self, text: str) -> str:
        """Return the text when every brace in it encloses a known word."""
        from invoicectl.domain.period_text import check_placeholders
        from invoicectl.errors import InputError

        try:
            return check_placeholders(super().plain(text), what="text")
        except InputError as error:
            raise InputError(f"{error} {error.hint}".removeprefix("text: ").strip()) from None


@section
class RecurringSettings:
    """Recurring invoices: subscriptions, rents, service agreements."""

    auto: bool = key(
        Flag(),
        "Whether the night sends them by itself; otherwise their drafts wait for approval.",
        default=False,
    )
    days_ahead: int = key(
        Whole(0, 365),
        "Days before its period an invoice in advance is made, for new agreements.",
        default=0,
    )
    end_notice_days: int = key(
        Whole(0, 365),
        "Days before an agreement ends on which the night says so, once.",
        default=30,
    )
    head_text: str = key(
        PeriodText(max_chars=2000, lines=True),
        "Text above the lines where an agreement has none; {period}, {month}, {year}, {quarter}, "
        "{from} and {to} are filled in.",
        default="",
        example="Gjelder {period}.",
    )
    foot_text: str = key(
        PeriodText(max_chars=2000, lines=True),
        "Text below the lines where an agreement has none.",
        default="",
        example="Oppsigelse skjer skriftlig.",
    )
