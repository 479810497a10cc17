//! Every type of value, as the server itself prints it and as we write it from the wire.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::server::{Shop, nobody};

/// What the server says of a specimen, as JSON.
const EXPECTED: &str = "
    select json_build_object(
      'id', id::text, 'uuid', uuid, 'text', text, 'short', short, 'int', int, 'small', small, 'big', big::text,
      'decimal', decimal::text, 'exact', exact::text, 'bool', bool, 'date', date::text, 'time', time::text,
      'moment', case when isfinite(moment) then to_json(moment at time zone 'UTC') #>> '{}' || 'Z' else moment::text end,
      'duration', duration::text, 'json', json, 'plain_json', plain_json,
      'bytes', replace(encode(bytes, 'base64'), E'\\n', ''),
      'ints', ints, 'texts', texts, 'decimals', decimals::text[],
      'moments', (select array_agg(to_json(m at time zone 'UTC') #>> '{}' || 'Z' order by n)
                  from unnest(moments) with ordinality as u(m, n))
    )::text from specimens order by id";

const SPECIMENS: &str = "
    insert into specimens (id) values (1);
    insert into specimens (id, uuid, text, short, int, small, big, bool, date, time, moment, duration, bytes) values
      (2, '00000000-0000-0000-0000-000000000000', '', '', 0, 0, 0, false, '2000-01-01', '00:00', '2000-01-01Z', '0', ''),
      (3, 'ffffffff-ffff-4fff-bfff-ffffffffffff', E'line\\nquote \" slash \\\\ bell \\x07 \\u2028 \\U0001F353', 'short',
       2147483647, 32767, 9223372036854775807, true, '9999-12-31', '23:59:59.999999',
       '9999-12-31 23:59:59.999999Z', '1 year 2 months 3 days 4 hours 5 minutes 6.789 seconds', '\\x00ff10'),
      (4, null, E'\\t\\r\\x01\\x1f\\x7f', null, -2147483648, -32768, -9223372036854775808, true,
       '0001-01-01', '24:00', '0001-01-01 00:00:00Z', '-1 year 1 day -0.000001 seconds', '\\x01'),
      (5, null, null, null, null, null, null, null, 'infinity', '12:30:00.5', 'infinity', '25 hours 61 minutes', '\\x0102'),
      (6, null, null, null, null, null, null, null, '-infinity', null, '-infinity', '-3 mons', '\\x010203'),
      (7, null, null, null, null, null, null, null, '12345-01-02', null, '1999-12-31 23:59:59.5+02', '90 seconds', null);
    insert into specimens (id, decimal, exact)
      select 100 + row_number() over (), n, case when abs(n) < 1e15 then n end from unnest(array[
        0, 0.0, 0.00, 1, -1, 1.50, -0.5, 0.0001, 0.00010, 0.00001, 1e-20, 9999, 10000, 10001, 100000000, 99999999.9999,
        12345678901234567890.12345678901234567890, -0.000000000000000000001, 1e30, 1e-30, 123.4500, 10000.0001,
        1000000000000000000000000000000000000000, 0.1000, 20000.0, 70000000000.00000007]::numeric[]) n;
    insert into specimens (id, decimal) values
      (200, 'NaN'), (201, 'Infinity'), (202, '-Infinity'), (203, 1e131000), (204, 1e-16000), (205, -7.000000000000000000);
    insert into specimens (id, json, plain_json) values
      (300, 'null', 'null'), (301, '{\"b\": [1, 2.50, \"x\\u0001\"], \"a\": {}}', '{\"b\" :  1e3}'), (302, '\"text\"', '[]');
    insert into specimens (id, ints, texts, decimals, moments) values
      (400, '{}', '{}', '{}', null),
      (401, '{1,-2,3}', array['', 'a\"b', E'\\\\', 'NULL', '{,}'], '{1.10,0,-3}', '{2026-01-01Z,2026-01-01 10:00:00.25+05:30}'),
      (402, '[5:7]={7,8,9}', null, null, null);";

#[tokio::test]
async fn every_value_is_what_the_server_says() {
    let shop = Shop::open().await;
    shop.admin.batch_execute(SPECIMENS).await.unwrap();
    shop.admin.batch_execute("set intervalstyle = iso_8601").await.unwrap();
    let query = "query($after: BigInt) { specimens(limit: 200, after: $after) {
        id uuid text short int small big decimal exact bool date time moment duration json plain_json bytes
        ints texts decimals moments
    } }";
    let data = shop.data(&nobody(), query, json!({ "after": null })).await;
    let ours = data["specimens"].as_array().unwrap();
    let rows = shop.admin.query(EXPECTED, &[]).await.unwrap();
    assert_eq!(ours.len(), rows.len());
    for (ours, row) in ours.iter().zip(rows) {
        let expected: Value = serde_json::from_str(row.get(0)).unwrap();
        assert_eq!(ours, &expected, "specimen {}", ours["id"]);
    }
    // A big integer is bound exactly, as text and as number.
    for after in ["401", "\"401\""] {
        let body = format!(
            r#"{{"query": "query($after: BigInt) {{ specimens(after: $after) {{ ints }} }}", "variables": {{"after": {after}}}}}"#
        );
        let answer = shop.send(&nobody(), &body).await;
        assert_eq!(answer, json!({ "data": { "specimens": [{ "ints": [7, 8, 9] }] } }));
    }
}
