create role shop_owner nologin;
create role shop_service nologin;
create role shop_web login in role shop_service;
grant create on schema public to shop_owner;
create extension pg_stat_statements;
set role shop_owner;

create table public.categories (
  id uuid primary key,
  slug text not null unique,
  name text not null
);

create table public.products (
  id uuid primary key,
  category_id uuid not null references public.categories,
  sku text not null unique,
  name text not null,
  description text,
  brand text,
  price numeric(12,2) not null,
  cost numeric(12,2),
  status text not null check (status in ('draft', 'active', 'discontinued')),
  tags text[] not null default '{}',
  dimensions jsonb,
  stock_places jsonb,
  created_at timestamptz not null default now(),
  search_vector tsvector generated always as (
    setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', coalesce(description, '')), 'C')
  ) stored
);
create index products_category_id_idx on public.products (category_id, created_at desc);
create index products_price_idx on public.products (price) where status = 'active';
create index products_search_vector_idx on public.products using gin (search_vector);

create table public.product_variants (
  id uuid primary key,
  product_id uuid not null references public.products,
  sku text not null unique,
  name text,
  price_modifier numeric(12,2) not null default 0
);
create index product_variants_product_id_idx on public.product_variants (product_id);

create table public.inventory (
  id uuid primary key,
  variant_id uuid not null unique references public.product_variants,
  on_hand integer not null,
  reserved integer not null,
  available integer generated always as (on_hand - reserved) stored,
  reorder_point integer
);

create table public.customers (
  id uuid primary key,
  email text not null unique,
  name text not null
);

create table public.addresses (
  id uuid primary key,
  customer_id uuid not null references public.customers,
  city text not null,
  deleted_at timestamptz
);
create index addresses_customer_id_idx on public.addresses (customer_id);

create table public.orders (
  id uuid primary key,
  number text not null unique,
  customer_id uuid not null references public.customers,
  address_id uuid references public.addresses,
  status text not null,
  total numeric(12,2) not null,
  created_at timestamptz not null
);
create index orders_customer_id_idx on public.orders (customer_id, created_at desc);

create table public.order_items (
  id uuid primary key,
  order_id uuid not null references public.orders,
  variant_id uuid not null references public.product_variants,
  quantity integer not null,
  unit_price numeric(12,2) not null
);
create index order_items_order_id_idx on public.order_items (order_id);

create table public.specimens (
  id bigint primary key,
  uuid uuid, text text, short varchar(20), int integer, small smallint, big bigint, decimal numeric, exact numeric(30,10),
  bool boolean, date date, time time, moment timestamptz, duration interval, json jsonb, plain_json json, bytes bytea,
  ints integer[], texts text[], decimals numeric[], moments timestamptz[]
);

grant usage on schema public to shop_service;
grant select on all tables in schema public to shop_service;
do $$
declare name text;
begin
  for name in select tablename from pg_tables where schemaname = 'public' and tableowner = 'shop_owner' loop
    execute format('alter table public.%I enable row level security', name);
    execute format('create policy service_reads on public.%I for select to shop_service using (true)', name);
  end loop;
end $$;

insert into public.categories values
  ('c0000000-0000-4000-8000-000000000001', 'fruit', 'Fruit'),
  ('c0000000-0000-4000-8000-000000000002', 'tools', 'Tools "& more"');
insert into public.products
  (id, category_id, sku, name, description, brand, price, cost, status, tags, dimensions, stock_places, created_at)
values
  ('a0000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001', 'S-1', 'Red strawberry',
   'Sweet and red', 'Berry', 4.50, 1.25, 'active', '{fresh,"a, b","q\"x"}',
   '{"width": 1.50, "unit": "cm"}', '[{"place": "A1", "count": 3}, {"place": "B2", "count": 0}]',
   '2026-01-02T03:04:05.678Z'),
  ('a0000000-0000-4000-8000-000000000002', 'c0000000-0000-4000-8000-000000000001', 'S-2', 'Wild strawberry',
   null, null, 12.00, null, 'active', '{}', null, null, '2026-01-03T00:00:00Z'),
  ('a0000000-0000-4000-8000-000000000003', 'c0000000-0000-4000-8000-000000000002', 'T-1', 'Secret strawberry cutter',
   'Not yet known', 'Berry', 99.99, 50.00, 'draft', '{}', null, null, '2026-01-04T00:00:00Z');
insert into public.product_variants values
  ('b0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001', 'S-1-a', 'Small', 0),
  ('b0000000-0000-4000-8000-000000000002', 'a0000000-0000-4000-8000-000000000001', 'S-1-b', null, 1.10),
  ('b0000000-0000-4000-8000-000000000003', 'a0000000-0000-4000-8000-000000000003', 'T-1-a', null, 0);
insert into public.inventory values
  ('e0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001', 10, 3, default, 5);
insert into public.customers values
  ('d0000000-0000-4000-8000-000000000001', 'ann@example.org', 'Ann'),
  ('d0000000-0000-4000-8000-000000000002', 'bob@example.org', 'Bob');
insert into public.addresses values
  ('f0000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000001', 'Oslo', null),
  ('f0000000-0000-4000-8000-000000000002', 'd0000000-0000-4000-8000-000000000001', 'Bergen', '2026-02-02T00:00:00Z');
insert into public.orders values
  ('90000000-0000-4000-8000-000000000001', 'N-1', 'd0000000-0000-4000-8000-000000000001',
   'f0000000-0000-4000-8000-000000000002', 'in_transit', 10.10, '2026-03-01T00:00:00Z'),
  ('90000000-0000-4000-8000-000000000002', 'N-2', 'd0000000-0000-4000-8000-000000000001',
   null, 'pending', 4.50, '2026-03-02T00:00:00Z'),
  ('90000000-0000-4000-8000-000000000003', 'N-3', 'd0000000-0000-4000-8000-000000000002',
   null, 'pending', 5.60, '2026-03-03T00:00:00Z');
insert into public.order_items values
  ('70000000-0000-4000-8000-000000000001', '90000000-0000-4000-8000-000000000001',
   'b0000000-0000-4000-8000-000000000001', 1, 4.50),
  ('70000000-0000-4000-8000-000000000002', '90000000-0000-4000-8000-000000000001',
   'b0000000-0000-4000-8000-000000000002', 1, 5.60),
  ('70000000-0000-4000-8000-000000000003', '90000000-0000-4000-8000-000000000003',
   'b0000000-0000-4000-8000-000000000003', 1, 5.60);
reset role;
