-- gives off|null|{red,green}
insert into lights (crossing, cycle) values ('Main St', '{red,green}') returning phase, fallback, cycle;

-- 22P02
insert into lights (crossing, phase, cycle) values ('Main St', 'blue', '{red}');

-- 23514 lights_never_falls_back_to_green_check
insert into lights (crossing, fallback, cycle) values ('Main St', 'green', '{red}');

-- 23514 lights_cycle_elements_check
insert into lights (crossing, cycle) values ('Main St', '{red,NULL}');

-- 23514 lights_cycle_bounds_check
insert into lights (crossing, cycle) values ('Main St', '{}');

-- gives yellow
select p from unnest(enum_range(null::phase)) p where p > 'red' and p < 'green';
