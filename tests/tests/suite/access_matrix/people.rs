//! Statements under the policies, and calls of the functions that write one row: of logins that PostgreSQL knows, and of the service for whom it vouches.

use fraise_ir::{Ir, RoleId};
use fraise_model::{Asker, Oracle, Unknown, Way, World};
use fraise_pg::Session;
use fraise_tests::access::cells;

use super::askers::{self, Caller};
use super::ground::Ground;
use super::report::{Path, Report};
use super::statements::{self, answers, answers_of_functions};

/// Tries everything as everybody.
pub(super) async fn try_everybody(ground: &Ground, report: &mut Report) {
    for (at, roles) in askers::role_sets(ground.ir()).iter().enumerate() {
        try_as_person(ground, at, roles, report).await;
    }
    try_as_vouched(ground, report).await;
}

fn login(ground: &Ground, at: usize) -> String {
    ground.role(&format!("login_{at}"))
}

/// A login for each set of roles, and one of the service.
pub(super) async fn make_logins(ground: &Ground) {
    let mut script = format!(
        "create role {service} login; grant {group} to {service};",
        service = ground.role("login_service"),
        group = ground.role("service")
    );
    for (at, roles) in askers::role_sets(ground.ir()).iter().enumerate() {
        let login = login(ground, at);
        script += &format!("create role {login} login;");
        for role in roles {
            let role = ground.role(&format!("role_{}", ground.ir().role(*role).name));
            script += &format!("grant {role} to {login};");
        }
    }
    ground.database.connect().await.unwrap().batch_execute(&script).await.unwrap();
}

/// A person, as they come; then with settings that name somebody else; then, for those who have a right at all, with the
/// common role taken.
async fn try_as_person(ground: &Ground, at: usize, roles: &[RoleId], report: &mut Report) {
    let ir = ground.ir();
    let session = ground.database.connect_as(&login(ground, at)).await.unwrap();
    statements::prepare(&session).await;
    let name = askers::names(ir, roles);
    let mut asker = Asker::person(format!("{name} in psql"), roles.iter().copied());
    if roles.is_empty() {
        all_is_refused(ground, &session, report).await;
        return;
    }
    compare(ground, &session, &asker, report).await;
    session.batch_execute(&lies(ground)).await.unwrap();
    asker.name = format!("{name} in psql, claiming to be others");
    compare(ground, &session, &asker, report).await;
    session.batch_execute(&format!("set role {}", ground.role("api"))).await.unwrap();
    asker.name = format!("{name} in psql, in the common role");
    asker.granted.clear();
    compare(ground, &session, &asker, report).await;
}

/// Settings of the session that only the service may make.
fn lies(ground: &Ground) -> String {
    let ir = ground.ir();
    let roles: Vec<&str> = ir.roles.iter().map(|it| it.name.as_str()).collect();
    let mut script = format!("set fraise.roles = '{}';", roles.join(","));
    if let Some(entity) = ir.viewer.entity {
        let somebody = ground.rows.of(entity).first().unwrap().key(ir).text().unwrap();
        script += &format!("set fraise.viewer_id = '{somebody}';");
    }
    for (name, value) in ground.claims.iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        script += &format!("set fraise.claim.{name} = '{value}';");
    }
    script
}

/// A login that is a member of nothing has no right at all, not even to what is public.
async fn all_is_refused(ground: &Ground, session: &Session, report: &mut Report) {
    let asker = Asker::person("a login without a role", []);
    let world = World { ir: ground.ir(), rows: &ground.rows, asker: &asker, now: Unknown::Any };
    let mut all = cells(&Oracle { world, way: Way::Policies }).unwrap();
    all.iter_mut().for_each(|it| it.is_allowed = false);
    let given = answers(session, ground.ir(), &all).await;
    report.add(ground.ir(), &asker.name, Path::Psql, &all, given);
    let mut all = cells(&Oracle { world, way: Way::Functions }).unwrap();
    all.iter_mut().for_each(|it| it.is_allowed = false);
    let given = answers_of_functions(session, ground.ir(), &all).await;
    report.add(ground.ir(), &asker.name, Path::PsqlByFunction, &all, given);
}

async fn compare(ground: &Ground, session: &Session, asker: &Asker, report: &mut Report) {
    let world = World { ir: ground.ir(), rows: &ground.rows, asker, now: Unknown::Any };
    let all = cells(&Oracle { world, way: Way::Policies }).unwrap();
    let given = answers(session, ground.ir(), &all).await;
    report.add(ground.ir(), &asker.name, Path::Psql, &all, given);
    let all = cells(&Oracle { world, way: Way::Functions }).unwrap();
    let given = answers_of_functions(session, ground.ir(), &all).await;
    report.add(ground.ir(), &asker.name, Path::PsqlByFunction, &all, given);
    no_other_table_is_theirs(ground, session, &asker.name).await;
}

/// What no type declares (logs of machines, the outbox, jobs) is the server's.
async fn no_other_table_is_theirs(ground: &Ground, session: &Session, name: &str) {
    for table in &ground.other_tables {
        for attempt in statements::on_table(table) {
            let answer = statements::answer(session, &attempt).await;
            assert_eq!(answer, "42501", "{name}: {attempt}");
        }
    }
}

/// One connection of the service, used for one caller after the other, as a pool does; the mightiest come first and
/// nobody last.
async fn try_as_vouched(ground: &Ground, report: &mut Report) {
    let session = ground.database.connect_as(&ground.role("login_service")).await.unwrap();
    statements::prepare(&session).await;
    let mut callers = askers::callers(ground);
    callers.reverse();
    for caller @ Caller { asker, id, claims, roles } in &callers {
        let begin = format!("begin; set local role {}", ground.role("api"));
        session.batch_execute(&begin).await.unwrap();
        set(&session, "fraise.viewer_id", id.as_deref()).await;
        set(&session, "fraise.roles", Some(&roles.join(","))).await;
        for (name, value) in claims {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            set(&session, &format!("fraise.claim.{name}"), Some(&value)).await;
        }
        let path = if caller.is_garbage() { Path::VouchedGarbage } else { Path::Vouched };
        let world = World { ir: ground.ir(), rows: &ground.rows, asker, now: Unknown::Any };
        let all = cells(&Oracle { world, way: Way::Policies }).unwrap();
        let given = answers(&session, ground.ir(), &all).await;
        report.add(ground.ir(), &asker.name, path, &all, given);
        let path = if caller.is_garbage() { Path::FunctionGarbage } else { Path::Function };
        let all = cells(&Oracle { world, way: Way::Functions }).unwrap();
        let given = answers_of_functions(&session, ground.ir(), &all).await;
        report.add(ground.ir(), &asker.name, path, &all, given);
        no_other_table_is_theirs(ground, &session, &asker.name).await;
        session.batch_execute("rollback").await.unwrap();
    }
    nothing_is_left(ground.ir(), &callers, &session).await;
}

async fn set(session: &Session, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        session.execute("select set_config($1, $2, true)", &[&name, &value]).await.unwrap();
    }
}

/// After its transaction nothing of a caller stands in the connection.
async fn nothing_is_left(ir: &Ir, callers: &[Caller], session: &Session) {
    assert!(!callers.is_empty());
    let row = session.query_one("select fraise.viewer_id() is null", &[]).await.unwrap();
    assert!(row.get::<_, bool>(0));
    for role in &ir.roles {
        let row = session.query_one("select fraise.has_role($1)", &[&role.name]).await.unwrap();
        assert!(!row.get::<_, bool>(0), "{}", role.name);
    }
}
