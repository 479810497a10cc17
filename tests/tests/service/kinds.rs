//! Every kind of value, key and rule that the storefront does not have.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::build::Built;
use crate::client::Running;
use crate::shop::Shop;

const SCHEMA: &str = "
fraise: 1
service: kinds
settings: {timestamps: none, enums: native, ids: bigint}
roles: {staff: {}, chief: {includes: [staff]}}
enums: {Colour: [deep_red, green]}
objects:
  Box:
    fields:
      width: decimal(8,2)
      colour: Colour?
      lid: Lid?
      marks: int[]
      since: date
      raw: json?
  Lid: {fields: {tight: bool = true, note: text?}}
types:
  Kind:
    soft_delete: true
    fields:
      name: {type: varchar(20), unique: true}
      a_uuid: uuid
      a_date: date
      a_time: time
      a_moment: timestamptz
      a_span: interval
      some_json: json
      some_bytes: bytes
      colours: 'Colour[]'
      a_box: Box?
      parent: {type: Kind?, on_delete: restrict}
      order: {type: int, column: select}
      secret: {type: Vault, on_delete: restrict}
      double: {type: bigint, from: cast(select_twice as bigint)}
      select_twice: {type: int, from: order * 2}
    relations: {children: Kind.parent, grandchildren: children.children}
    access: {read: [public if order >= 0, via secret]}
  Vault:
    graphql: false
    fields: {name: text}
    access: {read: [staff]}
queries:
  kind: {get: Kind, by: [id], access: public}
  named: {get: Kind, by: [name], missing: error, access: public}
  kinds:
    list: Kind
    input:
      parent: Kind?
      colour: Colour = 'green'
      any_of: 'Colour[]?'
      least: int = 0 + 0
    where:
      - parent = input.parent
      - input.any_of is null or colours = input.any_of
      - order >= input.least or has_role('staff')
      - input.colour = any(colours)
    order: [name desc, id]
    page: {default: 2, max: 3}
    access: public
";

const ROWS: &str = r#"
insert into public.vaults (name) values ('one');
insert into public.kinds (name, a_uuid, a_date, a_time, a_moment, a_span, some_json, some_bytes, colours, a_box,
                          parent_id, "select", secret_id) values
  ('top', 'a0000000-0000-4000-8000-000000000001', '2026-01-31', '23:59:59.5', '2026-01-31 12:00:00+02', '1 day 2 hours',
   '{"a": [1, null]}', '\x0001ff', '{deep_red,green}',
   '{"width": 30.5, "colour": "deep_red", "lid": {"tight": false, "note": "it''s"}, "marks": [3, 1], "since": "2026-02-01", "raw": {"b": 1}}',
   null, 1, 1),
  ('mid', 'a0000000-0000-4000-8000-000000000002', '2026-01-31', '00:00', '2026-01-31 12:00:00Z', '0', '1', '', '{green}',
   '{"width": 1, "colour": null, "lid": null, "marks": [], "since": "2026-02-01", "raw": null}', 1, 2, 1),
  ('low', 'a0000000-0000-4000-8000-000000000003', '2026-01-31', '00:00', '2026-01-31 12:00:00Z', '0', 'null', '', '{}',
   null, 2, 3, 1),
  ('hidden', 'a0000000-0000-4000-8000-000000000004', '2026-01-31', '00:00', '2026-01-31 12:00:00Z', '0', '1', '', '{green}',
   null, 1, -1, 1),
  ('child of hidden', 'a0000000-0000-4000-8000-000000000005', '2026-01-31', '00:00', '2026-01-31 12:00:00Z', '0', '1', '',
   '{green}', null, 4, 4, 1),
  ('dead', 'a0000000-0000-4000-8000-000000000006', '2026-01-31', '00:00', '2026-01-31 12:00:00Z', '0', '1', '', '{green}',
   null, 1, 5, 1);
update public.kinds set deleted_at = now() where name = 'dead';
"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_value_arrives() {
    let built = Built::from("kinds", SCHEMA);
    let database = Shop::open(&built, &[], ROWS).await;
    let service = Running::start(&built, &database).await;

    values(&service).await;
    null_inside_objects(&service).await;
    relations(&service).await;
    lists(&service).await;
    rows_that_are_not_there(&service).await;
}

async fn values(service: &Running) {
    let query =
        "{ kind(id: 1) { id name aUuid aDate aTime aMoment aSpan someJson someBytes colours order double
        aBox { width colour lid { tight note } marks since raw } } }";
    let answer = service.ask(None, query, json!({})).await;
    assert_eq!(
        answer,
        json!({"data": {"kind": {
            "id": "1", "name": "top", "aUuid": "a0000000-0000-4000-8000-000000000001", "aDate": "2026-01-31",
            "aTime": "23:59:59.5", "aMoment": "2026-01-31T10:00:00Z", "aSpan": "P1DT2H", "someJson": {"a": [1, null]},
            "someBytes": "AAH/", "colours": ["DEEP_RED", "GREEN"], "order": 1, "double": "2",
            "aBox": {"width": "30.50", "colour": "DEEP_RED", "lid": {"tight": false, "note": "it's"},
                     "marks": [3, 1], "since": "2026-02-01", "raw": {"b": 1}},
        }}})
    );
}

async fn null_inside_objects(service: &Running) {
    let query = "{ named(name: \"mid\") { aBox { width colour lid { tight } marks raw } } }";
    let answer = service.ask(None, query, json!({})).await;
    let expected = json!({"width": "1.00", "colour": null, "lid": null, "marks": [], "raw": null});
    assert_eq!(answer["data"]["named"]["aBox"], expected, "{answer}");
}

async fn relations(service: &Running) {
    let query = "{ kind(id: 1) { parent { id } children { name parent { name } } grandchildren { name } } }";
    let guest = service.ask(None, query, json!({})).await;
    assert_eq!(
        guest["data"]["kind"],
        json!({"parent": null, "children": [{"name": "mid", "parent": {"name": "top"}}],
               "grandchildren": [{"name": "low"}]}),
        "{guest}"
    );
    let staff = service.token(None, &["chief"]);
    let staff = service
        .ask(Some(&staff), "{ kind(id: 1) { children { name } grandchildren { name } } }", json!({}))
        .await;
    assert_eq!(
        staff["data"]["kind"],
        json!({"children": [{"name": "mid"}, {"name": "hidden"}],
               "grandchildren": [{"name": "low"}, {"name": "child of hidden"}]}),
        "{staff}"
    );
}

async fn lists(service: &Running) {
    let query = "query ($parent: ID, $colour: Colour, $any: [Colour!], $least: Int, $limit: Int, $offset: Int) {
        kinds(parentId: $parent, colour: $colour, anyOf: $any, least: $least, limit: $limit, offset: $offset) { name } }";
    let names = async |token: Option<&str>, variables: Value| -> Vec<String> {
        let answer = service.ask(token, query, variables).await;
        let found = answer["data"]["kinds"].as_array().unwrap_or_else(|| panic!("{answer}"));
        found.iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(None, json!({})).await, ["top", "mid"]);
    assert_eq!(names(None, json!({"limit": 3})).await, ["top", "mid", "child of hidden"]);
    assert_eq!(names(None, json!({"limit": 3, "offset": 1})).await, ["mid", "child of hidden"]);
    assert_eq!(names(None, json!({"colour": "DEEP_RED"})).await, ["top"]);
    assert_eq!(names(None, json!({"any": ["GREEN"], "least": 4})).await, ["child of hidden"]);
    assert_eq!(names(None, json!({"parent": "1"})).await, ["mid"]);
    // A row that is named but unreadable is like one that is not there.
    assert!(names(None, json!({"parent": "4"})).await.is_empty());
    assert!(names(None, json!({"parent": "99"})).await.is_empty());
    let staff = service.token(None, &["staff"]);
    assert_eq!(names(Some(&staff), json!({"parent": "4"})).await, ["child of hidden"]);
    let too_many = service.ask(None, query, json!({"limit": 4})).await;
    assert_eq!(too_many["errors"][0]["extensions"]["code"], "BAD_INPUT", "{too_many}");
}

async fn rows_that_are_not_there(service: &Running) {
    for name in ["nobody", "hidden", "dead"] {
        let query = format!("{{ named(name: \"{name}\") {{ id }} }}");
        let answer = service.ask(None, &query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND", "{name}: {answer}");
    }
    let missing = service.ask(None, "{ kind(id: \"4\") { id } }", json!({})).await;
    assert_eq!(missing, json!({"data": {"kind": null}}));
    let long = format!("{{ named(name: \"{}\") {{ id }} }}", "x".repeat(21));
    let long = service.ask(None, &long, json!({})).await;
    assert_eq!(long["errors"][0]["extensions"]["code"], "BAD_INPUT", "{long}");
}
