"""Composed camt files: entries and payments with defaults, put together as a bank does."""

from __future__ import annotations

from xml.sax.saxutils import escape

ACCOUNT = "12345678903"
DAY = "2026-10-09"


def strd(
    ref: str = "", *, typed: bool = True, document: str = "", remitted: str = "", credited: str = ""
) -> str:
    """Return one structured part: a KID, and what it is paid for (`CINV 1044`)."""
    kind, _, number = document.partition(" ")
    about = (
        f"<RfrdDocInf><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Nb>{number}</Nb></RfrdDocInf>"
    )
    amounts = "".join(
        f'<{tag} Ccy="NOK">{text}</{tag}>'
        for tag, text in (("CdtNoteAmt", credited), ("RmtdAmt", remitted))
        if text
    )
    kind_of_ref = "<Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>" if typed else ""
    return (
        "<Strd>"
        + (about if document else "")
        + (f"<RfrdDocAmt>{amounts}</RfrdDocAmt>" if amounts else "")
        + (f"<CdtrRefInf>{kind_of_ref}<Ref>{escape(ref)}</Ref></CdtrRefInf>" if ref else "")
        + "</Strd>"
    )


def detail(
    amount: str = "",
    *parts: str,
    kid: str = "",
    text: str = "",
    ref: str = "",
    payer: str = "",
    payer_account: str = "",
    currency: str = "NOK",
    more: str = "",
) -> str:
    """Return one payment within an entry, on a line of its own."""
    parts = (*parts, strd(kid)) if kid else parts
    remittance = (f"<Ustrd>{escape(text)}</Ustrd>" if text else "") + "".join(parts)
    account = f"<DbtrAcct><Id><Othr><Id>{payer_account}</Id></Othr></Id></DbtrAcct>"
    parties = (f"<Dbtr><Nm>{escape(payer)}</Nm></Dbtr>" if payer else "") + (
        account if payer_account else ""
    )
    told = f'<AmtDtls><TxAmt><Amt Ccy="{currency}">{amount}</Amt></TxAmt></AmtDtls>'
    return (
        "\n      <TxDtls>"
        + (f"<Refs><AcctSvcrRef>{ref}</AcctSvcrRef></Refs>" if ref else "<Refs/>")
        + (told if amount else "")
        + (f"<RltdPties>{parties}</RltdPties>" if parties else "")
        + (f"<RmtInf>{remittance}</RmtInf>" if remittance else "")
        + more
        + "</TxDtls>"
    )


def entry(
    amount: str,
    *details: str,
    out: bool = False,
    status: str = "BOOK",
    day: str = DAY,
    currency: str = "NOK",
    count: int | None = None,
    reversal: str = "",
    family: str = "RCDT",
    sub: str = "VCOM",
    ref: str = "70000001",
    more: str = "",
) -> str:
    """Return an entry in the manner of versions up to .07."""
    batch = "" if count is None else f"<Btch><NbOfTxs>{count}</NbOfTxs></Btch>"
    inside = batch + "".join(details)
    codes = f"<Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly>"
    return (
        f'\n    <Ntry><Amt Ccy="{currency}">{amount}</Amt>'
        f"<CdtDbtInd>{'DBIT' if out else 'CRDT'}</CdtDbtInd>"
        + (f"<RvslInd>{reversal}</RvslInd>" if reversal else "")
        + f"<Sts>{status}</Sts><BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{ref}</AcctSvcrRef>"
        f"<BkTxCd><Domn>{codes}</Domn></BkTxCd>"
        + (f"<NtryDtls>{inside}</NtryDtls>" if inside else "")
        + (f"<AddtlNtryInf>{escape(more)}</AddtlNtryInf>" if more else "")
        + "</Ntry>"
    )


def balance(kind: str, amount: str, *, day: str = DAY, out: bool = False) -> str:
    """Return a balance of a statement."""
    return (
        f"\n    <Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="NOK">{amount}</Amt><CdtDbtInd>{"DBIT" if out else "CRDT"}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def message(
    *inside: str,
    account: str = ACCOUNT,
    currency: str = "",
    kind: str = "054",
    version: str = "02",
    header: str = "",
    number: str = "1",
    before: str = "",
) -> bytes:
    """Return a whole file with one account; `before` stands between its account and the rest."""
    container, part = {
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        "053": ("BkToCstmrStmt", "Stmt"),
    }[kind]
    is_iban = account[:2].isalpha()
    said = f"<IBAN>{account}</IBAN>" if is_iban else f"<Othr><Id>{account}</Id></Othr>"
    money = f"<Ccy>{currency}</Ccy>" if currency else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}">\n'
        f" <{container}>\n"
        f"  <GrpHdr><MsgId>M{number}</MsgId><CreDtTm>2026-10-09T17:40:00+02:00</CreDtTm>{header}"
        f"</GrpHdr>\n  <{part}>\n    <Id>N{number}</Id>{before}"
        f"<Acct><Id>{said}</Id>{money}</Acct>{''.join(inside)}\n"
        f"  </{part}>\n </{container}>\n</Document>\n"
    ).encode()
