-- 600 purchases: a third in another currency, half of these without a rate, and bids in both.
create temp view n as select range as i from range(600);
insert into processes by name select 'o' || i as ocid, 'b' || i % 7 as buyer_id,
    ['open', 'selective', 'limited', 'direct'][i % 4 + 1] as method, 'works' as category,
    1 as awards, 1 as contracts, i % 5 as tenderers, date '2026-01-01' + (i % 90)::int as tender_opened,
    date '2026-02-01' + (i % 90)::int as tender_closed, date '2026-03-01' + (i % 90)::int as award_date,
    (100 + i * 7 % 911)::decimal(18, 2) as tender_amount, 'IDR' as tender_currency,
    (100 + i * 7 % 911)::decimal(18, 2) as tender_home_amount,
    (90 + i * 11 % 907)::decimal(18, 2) as award_amount, if(i % 3 = 0, 'USD', 'IDR') as award_currency,
    if(i % 6 = 0, null, (90 + i * 11 % 907))::decimal(18, 2) as award_home_amount,
    (95 + i * 13 % 905)::decimal(18, 2) as contract_amount, 'IDR' as contract_currency,
    (95 + i * 13 % 905)::decimal(18, 2) as contract_home_amount from n;
insert into tenders by name select ocid, method, category, tender_opened as opened_at,
    tender_closed as closed_at from processes;
insert into bids by name select 'o' || i as ocid, b::varchar as bid_id,
    if((i + b) % 9 = 0, 'disqualified', 'valid') as status,
    (100 + (i * 17 + b * 29) % 83)::decimal(18, 2) as amount, if(i % 5 = 0 and b = 1, 'USD', 'IDR') as currency,
    if(i % 10 = 0, null, (100 + (i * 17 + b * 29) % 83))::decimal(18, 2) as home_amount,
    date '2026-01-20' as date_at from n, range(3) as t (b);
insert into tenderers by name select ocid, 'bid' as part, bid_id as part_id,
    't' || (substring(ocid, 2)::int * 3 + bid_id::int) % 41 as tenderer_id from bids;
insert into awards by name select ocid, '1' as award_id, 'active' as status, award_date as date,
    award_amount as amount, award_currency as currency, award_home_amount as home_amount from processes;
insert into suppliers by name select ocid, '1' as award_id, min(tenderer_id) as supplier_id
    from tenderers group by ocid;
