-- {code} is no code of {scheme} at level {level}.
-- weight: stop   table: places   column: code   source: Permendagri 58/2021; BPS
-- write: Keep zeros and dots: 35.22.01.2001 is of kemendagri, 3522010001 of bps.
with forms (scheme, level, form) as (
    values
    ('kemendagri', 1, '[0-9]{2}'),
    ('kemendagri', 2, '[0-9]{2}[.][0-9]{2}'),
    ('kemendagri', 3, '[0-9]{2}[.][0-9]{2}[.][0-9]{2}'),
    ('kemendagri', 4, '[0-9]{2}[.][0-9]{2}[.][0-9]{2}[.][0-9]{4}'),
    ('bps', 1, '[0-9]{2}'),
    ('bps', 2, '[0-9]{4}'),
    ('bps', 3, '[0-9]{7}'),
    ('bps', 4, '[0-9]{10}'),
    ('iso3166-2', 1, '[A-Z]{2}-[A-Z0-9]{1,3}')
)

select
    places.line,
    places.code,
    places.scheme,
    places.level
from places
inner join forms
    on
        places.scheme = forms.scheme
        and places.level = forms.level
where not regexp_full_match(places.code, forms.form)
