-- fine
set search_path = "select";

-- gives 1|t|stop
insert into "user" (colour, plan) values ('red', '{"day": "red", "night": null, "changes": ["off", "green"]}')
returning id, stops, label;

-- gives 2|f|null
insert into "user" (colour, plan) values ('off', '{"day": "red", "changes": []}') returning id, stops, label;

-- 23505 user_colour_key
insert into "user" (colour, plan) values ('red', '{"day": "red", "changes": []}');

-- 23514 user_plan_check
insert into "user" (colour, plan) values ('green', '{"day": "blue", "changes": []}');

-- 23514 user_plan_check
insert into "user" (colour, plan) values ('green', '{"day": "red", "changes": ["blue"]}');

-- fine
insert into "user" (colour, plan, "end") values ('green', '{"day": "red", "changes": []}', 1);

-- as service, fine
set role signals_api;

-- as service, gives red
select colour from "select"."user";
