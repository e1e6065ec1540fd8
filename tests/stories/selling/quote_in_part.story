# A quote is changed after it was sent, accepted in part, and the rest is accepted later.
2026-10-01 quote new --customer 10001 --line "Kaffebønner; 30 kg; 240; 10 %" --line "Kvern; 2; 4990"
2026-10-01 quote send 1
2026-10-05 quote edit 1 --quantity 2=3
2026-10-05 quote send 1
2026-10-20 quote accept 1 --line 1 --line 2=1 --keep-rest --order-reference PO-77
2026-10-20 quote to-order 1
2026-11-02 quote list
2026-11-20 quote accept 2
2026-11-20 quote accept 2 --anyway --to-order
2026-11-20 order list --open
