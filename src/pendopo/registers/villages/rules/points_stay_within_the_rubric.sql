-- {points} points for {criterion} of {village}, and the rubric of 2016 gives at most {most}.
-- weight: stop   table: scores   column: points
-- write: Transparency has 40 points, accountability 20, participation 25, innovation 15.
with rubric (criterion, most) as (
    values
    ('transparency', 40),
    ('accountability', 20),
    ('participation', 25),
    ('innovation', 15)
)

select
    scores.line,
    scores.village,
    scores.criterion,
    scores.points,
    coalesce(rubric.most, 0) as most
from scores
left join rubric on scores.criterion = rubric.criterion
where
    rubric.most is null
    or scores.points > rubric.most
