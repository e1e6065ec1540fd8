# A customer has terms of its own, its project others, an order others still; taken away, the wider holds.
2026-10-01 customer set 10001 invoice.terms_days=30 sending.cc=regnskap@bryggen.example
2026-10-01 project add --name "Kjøkken" --customer 10001 --rate 1200
2026-10-01 project set P1 invoice.terms_days=20 invoice.language=en
2026-10-01 order new --customer 10001 --project P1 --line "Benk; 1; 9000"
2026-10-01 order set 1 invoice.terms_days=10
2026-10-01 order set 1 invoice.terms_days=ti invoice.language=se
2026-10-01 settings explain --order 1 --key terms_days
2026-10-02 order deliver 1
2026-10-02 order invoice 1
2026-10-02 project log P1 2 "Meeting" --person Kari
2026-10-02 project invoice P1
2026-10-02 invoice new --customer 10001 --line "Kaffe; 1; 100"
2026-10-02 send --dry-run
2026-10-02 send
2026-10-02 invoice list
2026-10-05 order set 1 invoice.terms_days=
2026-10-05 settings explain --order 1 --key terms_days
