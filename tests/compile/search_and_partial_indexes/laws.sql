-- fine
insert into recipes (title, body, course, published, minutes, slug, tags) values
  ('Leek soup', 'Boil the leeks.', 'starter', true, 20, 'leek-soup', '{vegan}'),
  ('Leek soup', 'A draft of it.', 'starter', false, 20, 'leek-soup-2', '{}'),
  ('Apple tart', 'Bake apples on leeks, why not.', 'dessert', true, 90, 'apple-tart', '{}');

-- 23505 recipes_one_published_per_title
update recipes set published = true;

-- 23505 recipes_slug_key
insert into recipes (title, body, course, minutes, slug, tags) values ('Soup', '', 'main', 1, 'leek-soup', '{}');

-- 23514 recipes_tags_elements_check
update recipes set tags = '{vegan,NULL}';

-- gives leek-soup, apple-tart
select slug from recipes
where published and search_vector @@ websearch_to_tsquery('english', 'leek')
order by ts_rank(search_vector, websearch_to_tsquery('english', 'leek')) desc;
