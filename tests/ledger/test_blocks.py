from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.ledger.blocks import insert_rows


@given(st.integers(0, 350))
def test_every_row_arrives_once_and_in_order(count: int) -> None:
    rows = [(number, str(number)) for number in range(count)]
    with closing(sqlite3.connect(":memory:")) as con:
        con.execute("CREATE TABLE t(n INTEGER, text TEXT, other TEXT DEFAULT 'x')")
        insert_rows(con, "t(n, text)", rows)
        assert con.execute("SELECT n, text FROM t ORDER BY rowid").fetchall() == rows


@pytest.mark.parametrize("bad", [0, 99, 100, 204])
def test_a_row_that_is_refused_stops_the_rest(bad: int) -> None:
    rows = [(number if number != bad else None,) for number in range(205)]
    with closing(sqlite3.connect(":memory:")) as con:
        con.execute("CREATE TABLE t(n INTEGER NOT NULL)")
        with pytest.raises(sqlite3.IntegrityError):
            insert_rows(con, "t", rows)
        assert con.in_transaction
        con.rollback()
        assert con.execute("SELECT count(*) FROM t").fetchone() == (0,)
