"""Files of a page's bank in the manner of camt: a week's statement, and a day's payments."""

from __future__ import annotations

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "urn:iso:std:iso:20022:tech:xsd:camt"
_ACCOUNT = "<Acct><Id><Othr><Id>12345678903</Id></Othr></Id></Acct>"
_BOOKED = "<Sts>BOOK</Sts>"


def statement() -> str:
    """Return a camt.053 of a week: two sums came in, and the bank took its fee."""
    parts = (
        _balance("OPBD", "50000.00", "2026-11-16"),
        _balance("CLBD", "54291.10", "2026-11-22"),
        _entry("821.10", "2026-11-19"),
        _entry("3515.00", "2026-11-20"),
        _entry("45.00", "2026-11-20", sign="DBIT", codes=("MDOP", "CHRG")),
    )
    return _message("053", "BkToCstmrStmt", "Stmt", parts)


def payments(*paid: tuple[str, str, str]) -> str:
    """Return a camt.054 of single payments: amount, KID or message, and who paid."""
    parts = [
        _entry(amount, "2026-11-20", inside=_details(amount, said, payer))
        for amount, said, payer in paid
    ]
    return _message("054", "BkToCstmrDbtCdtNtfctn", "Ntfctn", tuple(parts))


def _details(amount: str, said: str, payer: str) -> str:
    kid = f"<Strd><CdtrRefInf><Ref>{said}</Ref></CdtrRefInf></Strd>"
    told = kid if said.isdigit() else f"<Ustrd>{said}</Ustrd>"
    return (
        f'<NtryDtls><TxDtls><AmtDtls><TxAmt><Amt Ccy="NOK">{amount}</Amt></TxAmt></AmtDtls>'
        f"<RltdPties><Dbtr><Nm>{payer}</Nm></Dbtr></RltdPties><RmtInf>{told}</RmtInf>"
        "</TxDtls></NtryDtls>"
    )


def _entry(
    amount: str,
    day: str,
    *,
    sign: str = "CRDT",
    codes: tuple[str, str] = ("RCDT", "OTHR"),
    inside: str = "",
) -> str:
    family, kind = codes
    return (
        f'<Ntry><Amt Ccy="NOK">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{_BOOKED}'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd>"
        f"<SubFmlyCd>{kind}</SubFmlyCd></Fmly></Domn></BkTxCd>{inside}</Ntry>\n"
    )


def _balance(kind: str, amount: str, day: str) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="NOK">{amount}</Amt>'
        f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _message(number: str, container: str, part: str, inside: tuple[str, ...]) -> str:
    made = "<CreDtTm>2026-11-22T18:00:00+01:00</CreDtTm>"
    return (
        f'{_HEAD}<Document xmlns="{_SPACE}.{number}.001.02"><{container}>\n'
        f"<GrpHdr><MsgId>M1</MsgId>{made}</GrpHdr><{part}><Id>N1</Id>{made}{_ACCOUNT}\n"
        f"{''.join(inside)}</{part}></{container}></Document>\n"
    )
