"""The elements of camt.053 and camt.054 that are read, by their paths; the rest is passed over.

ISO 20022, versions .02 to .13. Names are those of the messages, without namespace; where versions
put a value in different places, both paths have one name (payments 4.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.formats.xml_reader import document
from invoicectl.formats.xml_reader import record

if TYPE_CHECKING:
    from invoicectl.formats.xml_reader import Shape

NOTIFICATION: Final = "BkToCstmrDbtCdtNtfctn"
"""What a camt.054 holds, in `Ntfctn` elements."""
STATEMENT: Final = "BkToCstmrStmt"
"""What a camt.053 holds, in `Stmt` elements."""

_CODES: Final = {
    "BkTxCd/Domn/Cd": "domain",
    "BkTxCd/Domn/Fmly/Cd": "family",
    "BkTxCd/Domn/Fmly/SubFmlyCd": "sub_family",
    "BkTxCd/Prtry/Cd": "own_code",
}


def document_of(container: str, part: str) -> Shape:
    """Return the shape of a message, such as `BkToCstmrStmt` with its `Stmt` parts.

    Handed out are the header, each entry, and each part after its last entry.
    """
    return document(
        {
            f"Document/{container}/GrpHdr": _header(),
            f"Document/{container}/{part}": _account_part(),
        }
    )


def _header() -> Shape:
    return record(
        {
            "MsgId": "id",
            "CreDtTm": "made",
            "MsgPgntn/PgNb": "page",
            "MsgPgntn/LastPgInd": "is_last_page",
        },
        streamed=True,
    )


def _account_part() -> Shape:
    """A notification, or a statement with its balances."""
    summary = record(
        {
            "TtlNtries/NbOfNtries": "entries",
            "TtlNtries/Sum": "sum",
            "TtlNtries/TtlNetNtryAmt": "net",
            "TtlNtries/TtlNetNtry/Amt": "net",
            "TtlNtries/CdtDbtInd": "net_direction",
            "TtlNtries/TtlNetNtry/CdtDbtInd": "net_direction",
            "TtlCdtNtries/NbOfNtries": "credits",
            "TtlCdtNtries/Sum": "credit_sum",
            "TtlDbtNtries/NbOfNtries": "debits",
            "TtlDbtNtries/Sum": "debit_sum",
        }
    )
    balance = record(
        {
            "Tp/CdOrPrtry": "kind",
            "Amt@Ccy": "amount",
            "CdtDbtInd": "direction",
            "Dt/Dt": "day",
            "Dt/DtTm": "day",
        }
    )
    return record(
        {
            "Id": "id",
            "NtfctnPgntn/PgNb": "page",
            "NtfctnPgntn/LastPgInd": "is_last_page",
            "StmtPgntn/PgNb": "page",
            "StmtPgntn/LastPgInd": "is_last_page",
            "ElctrncSeqNb": "sequence_no",
            "CpyDplctInd": "copy",
            "FrToDt/FrDtTm": "first_day",
            "FrToDt/ToDtTm": "last_day",
            "Acct/Id/IBAN": "account",
            "Acct/Id/Othr/Id": "account",
            "Acct/Ccy": "currency",
        },
        parts={"Bal": balance, "TxsSummry": summary, "Ntry": _entry()},
        streamed=True,
    )


def _entry() -> Shape:
    """One sum on the account, with the payments it is made of."""
    batch = record(
        {"Btch/NbOfTxs": "count", "Btch/TtlAmt@Ccy": "total"}, parts={"TxDtls": _transaction()}
    )
    return record(
        {
            "Amt@Ccy": "amount",
            "CdtDbtInd": "direction",
            "RvslInd": "reversal",
            "Sts": "status",
            "BookgDt/Dt": "booked",
            "BookgDt/DtTm": "booked",
            "ValDt/Dt": "value_day",
            "ValDt/DtTm": "value_day",
            "AcctSvcrRef": "reference",
            "AddtlNtryInf": "more",
            **_CODES,
        },
        parts={"NtryDtls": batch},
        streamed=True,
    )


def _transaction() -> Shape:
    """One payment within an entry."""
    return record(
        {
            "Refs/AcctSvcrRef": "reference",
            "Refs/EndToEndId": "end_to_end",
            "Refs/TxId": "transaction",
            "Amt@Ccy": "amount",
            "CdtDbtInd": "direction",
            "AmtDtls/InstdAmt/Amt@Ccy": "instructed",
            "AmtDtls/TxAmt/Amt@Ccy": "told",
            "AmtDtls/CntrValAmt/Amt@Ccy": "counter_value",
            "RltdPties/Dbtr/Nm": "payer",
            "RltdPties/Dbtr/Pty/Nm": "payer",
            "RltdPties/UltmtDbtr/Nm": "on_behalf_of",
            "RltdPties/UltmtDbtr/Pty/Nm": "on_behalf_of",
            "RltdPties/DbtrAcct/Id/IBAN": "payer_account",
            "RltdPties/DbtrAcct/Id/Othr/Id": "payer_account",
            "AddtlTxInf": "more",
            "RtrInf/Rsn": "returned",
            **_CODES,
        },
        many={"RmtInf/Ustrd": "texts"},
        parts={"RmtInf/Strd": _structured()},
    )


def _structured() -> Shape:
    """What a payment is for, as the payer's program says it."""
    return record(
        {
            "CdtrRefInf/Tp/Issr": "issuer",
            "CdtrRefInf/Ref": "reference",
            "RfrdDocAmt/RmtdAmt@Ccy": "remitted",
            "RfrdDocAmt/CdtNoteAmt@Ccy": "credited",
        },
        many={"AddtlRmtInf": "texts"},
        parts={"RfrdDocInf": record({"Tp/CdOrPrtry": "kind", "Nb": "number"})},
    )
