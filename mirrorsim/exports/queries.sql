-- The questions that analysts ask first, for DuckDB. Run it in this folder (duckdb < queries.sql), or one by one from
-- Python: duckdb.connect(config={"file_search_path": FOLDER}).sql("...").

-- Do the books close?
select policy, replication, asset, sum(amount_minor) as off, count(*) as postings
from 'postings.parquet'
group by all order by all;

-- What became of each dollar that was promised?
select policy, sum(pledged) as pledged, sum(delivered) as delivered, sum(commission) as commission,
       sum(spread) as spread, sum(mark_down) as mark_down, sum(seized) as seized, sum(lost) as lost,
       sum(rounding) as rounding, sum(in_flight) as in_flight, sum(borne_by_broker) as borne_by_broker
from 'deals.parquet'
group by policy order by policy;

-- How long does a deal take, by channel, and how many are still open?
select policy, channel, count(*) as deals, count(*) - count(closed_at) as still_open,
       median(closed_at - agreed_at) as median_of_closed
from 'deals.parquet' where agreed_at is not null
group by all order by all;

-- What crossed a border, and in which form?
select t.policy, t.kind, t.asset, a.country as "from", b.country as "to", count(*) as times, sum(t.amount) as amount
from 'transfers.parquet' t
join 'accounts.parquet' a on (a.policy, a.replication, a.account) = (t.policy, t.replication, t.from_account)
join 'accounts.parquet' b on (b.policy, b.replication, b.account) = (t.policy, t.replication, t.to_account)
where a.country <> b.country and t.asset <> 'CLAIM'
group by all order by all;

-- Which accounts in China received most for dollars in cash, and how fast did it leave them?
select policy, replication, account, role, received, paid, last_at - first_at as in_use
from 'accounts.parquet' semi join
     (select policy, replication, to_account as account from 'transfers.parquet' where kind = 'mirror_swap' and leg = 'yuan')
     using (policy, replication, account)
order by received_minor desc limit 10;

-- How much cash was handed over in each week?
select policy, replication, date_trunc('week', handed_over_at) as week, count(*) as hand_overs, sum(cash) as usd
from 'deals.parquet' where handed_over_at is not null
group by all order by all;

-- Who pays cash into banks just under 10,000 dollars, again and again?
select policy, replication, to_account, count(*) as times, sum(amount) as usd, count(deal) as of_the_scheme
from 'transfers.parquet'
where asset = 'USD' and amount between 8000 and 9999.99
  and (kind, leg) in (('bank_deposit', 'credit'), ('cash_deposit', 'deposit'), ('ordinary_deposit', 'deposit'))
group by all having count(*) >= 2 order by times desc, to_account, policy, replication;

-- What does one deal look like, posting by posting?
select booked_at, kind, leg, from_account, to_account, amount, asset
from 'transfers.parquet'
where (policy, replication, deal) = (select (policy, replication, deal) from 'deals.parquet' order by closed_at limit 1)
order by txn, leg;

-- Which reports did the rules file, and how many of them on the scheme?
select policy, replication, detail_name as report, count(*) as filed, count(deal) as on_the_scheme
from 'events.parquet' where event = 'report'
group by all order by all;

-- How do the policies compare, on average over their replications?
pivot (select policy, measure, unit, value from 'measures.parquet')
on policy using avg(value) group by measure, unit order by measure;
