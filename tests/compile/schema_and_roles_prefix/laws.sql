-- fine
insert into archive.scans (label) values ('a');

-- as reader, gives a
select label from archive.scans;

-- as nobody, 42501
select label from archive.scans;

-- gives archive_test_api, archive_test_owner, archive_test_role_reader, archive_test_service
select rolname from pg_roles where rolname ~ '^archive' and rolname !~ '_(login_.*|deployer)$' order by 1;
