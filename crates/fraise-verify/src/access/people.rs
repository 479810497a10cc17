//! Statements under the policies, and calls of the functions that write one row: of logins that PostgreSQL knows, and of the service for whom it vouches.

use fraise_ir::RoleId;
use fraise_lower::names as sql_names;
use fraise_model::{Asker, Oracle, Unknown, Way, World};
use fraise_pg::{Error, Server, Session};
use fraise_sql::{Fragment, Literal, sql};

use super::askers::{self, Caller};
use super::ground::Ground;
use super::report::{Asking, Path, Report};
use super::statements::{self, answers};
use super::{Cell, cells, functions};

/// Tries everything as everybody; says how many of how many have tried.
pub async fn try_everybody(
    ground: &Ground,
    report: &mut Report,
    heard: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<(), Error> {
    let sets = askers::role_sets(&ground.ir);
    let callers = askers::callers(ground);
    let all = sets.len() + callers.len();
    for (at, roles) in sets.iter().enumerate() {
        heard(at, all);
        try_as_person(ground, at, roles, report).await?;
    }
    try_as_vouched(ground, callers, report, &mut |at| heard(sets.len() + at, all)).await
}

fn login(ground: &Ground, at: usize) -> String {
    ground.role(&format!("login_{at}")).to_string()
}

/// The login of the service.
pub fn service_login(ground: &Ground) -> String {
    ground.role("login_service").to_string()
}

/// A login for each set of roles, and one of the service.
pub async fn make_logins(ground: &Ground, server: &Server) -> Result<(), Error> {
    server.ensure_login(&service_login(ground), &[ground.role("service")]).await?;
    for (at, roles) in askers::role_sets(&ground.ir).iter().enumerate() {
        let roles: Vec<_> =
            roles.iter().map(|it| ground.role(&format!("role_{}", ground.ir.role(*it).name))).collect();
        server.ensure_login(&login(ground, at), &roles).await?;
    }
    Ok(())
}

/// A person, as they come; then with settings that name somebody else; then, for those who have a right at all, with the
/// common role taken.
async fn try_as_person(
    ground: &Ground,
    at: usize,
    roles: &[RoleId],
    report: &mut Report,
) -> Result<(), Error> {
    let session = ground.database.connect_as(&login(ground, at)).await?;
    statements::prepare(&session).await?;
    let mut begun = sql!["set session authorization ", ground.role(&format!("login_{at}"))];
    let name = askers::names(&ground.ir, roles);
    let mut asker = Asker::person(format!("{name} in psql"), roles.iter().copied());
    if roles.is_empty() {
        return all_is_refused(ground, &session, &begun, report).await;
    }
    compare(ground, &session, &asker, &begun, report).await?;
    session.rows(&lies(ground)).await?;
    begun = sql![begun, "; ", lies(ground)];
    asker.name = format!("{name} in psql, claiming to be others");
    compare(ground, &session, &asker, &begun, report).await?;
    session.set_role(&ground.role("api")).await?;
    begun = sql![begun, "; set role ", ground.role("api")];
    asker.name = format!("{name} in psql, in the common role");
    asker.granted.clear();
    compare(ground, &session, &asker, &begun, report).await
}

/// Settings of the session that only the service may make.
fn lies(ground: &Ground) -> Fragment {
    let ir = &ground.ir;
    let roles: Vec<&str> = ir.roles.iter().map(|it| it.name.as_str()).collect();
    let mut settings = vec![("fraise.roles".to_owned(), roles.join(","))];
    let somebody = ir.viewer.entity.and_then(|it| ground.rows.of(it).first()?.key(ir).text());
    settings.extend(somebody.map(|it| ("fraise.viewer_id".to_owned(), it)));
    for (name, value) in ground.claims.iter().flatten() {
        settings.push((format!("fraise.claim.{name}"), text(value)));
    }
    set(&settings, false)
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `select set_config('fraise.roles', '..', true)`
fn set(settings: &[(String, String)], is_local: bool) -> Fragment {
    let one = |(name, value): &(String, String)| {
        let values = sql![Literal::text(name), ", ", Literal::text(value), ", ", Literal::Bool(is_local)];
        sql!["set_config(", values, ")"]
    };
    sql!["select ", Fragment::join(", ", settings.iter().map(one))]
}

fn asked(ground: &Ground, asker: &Asker, way: Way, report: &mut Report) -> Vec<Cell> {
    let world = World { ir: &ground.ir, rows: &ground.rows, asker, now: Unknown::Any };
    let (all, not_known) = cells(&Oracle { world, way });
    report.not_known.extend(not_known);
    all
}

/// A login that is a member of nothing has no right at all, not even to what is public.
async fn all_is_refused(
    ground: &Ground,
    session: &Session,
    begun: &Fragment,
    report: &mut Report,
) -> Result<(), Error> {
    let asker = Asker::person("a login without a role", []);
    for (way, path) in [(Way::Policies, Path::Psql), (Way::Functions, Path::PsqlByFunction)] {
        let mut all = asked(ground, &asker, way, report);
        all.iter_mut().for_each(|it| it.is_allowed = false);
        try_cells(ground, session, way, &all, &Asking { name: &asker.name, path, session: begun }, report)
            .await?;
    }
    Ok(())
}

async fn compare(
    ground: &Ground,
    session: &Session,
    asker: &Asker,
    begun: &Fragment,
    report: &mut Report,
) -> Result<(), Error> {
    for (way, path) in [(Way::Policies, Path::Psql), (Way::Functions, Path::PsqlByFunction)] {
        let all = asked(ground, asker, way, report);
        try_cells(ground, session, way, &all, &Asking { name: &asker.name, path, session: begun }, report)
            .await?;
    }
    no_other_table_is_theirs(ground, session, &asker.name, report).await
}

async fn try_cells(
    ground: &Ground,
    session: &Session,
    way: Way,
    all: &[Cell],
    asking: &Asking<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    let given = match way {
        Way::Policies | Way::Service => answers(session, &ground.ir, all).await?,
        Way::Functions => functions::answers(session, &ground.ir, all).await?,
    };
    report.add(&ground.ir, asking, all, given);
    Ok(())
}

/// What no type declares (logs of machines, the outbox, jobs) is the server's.
async fn no_other_table_is_theirs(
    ground: &Ground,
    session: &Session,
    name: &str,
    report: &mut Report,
) -> Result<(), Error> {
    let attempts: Vec<Fragment> = ground.other_tables.iter().flat_map(statements::on_table).collect();
    for (answer, attempt) in statements::tried(session, &attempts).await?.iter().zip(&attempts) {
        if answer != "42501" {
            report.strange.push(format!("{name}: {attempt}: expected error 42501, found {answer}"));
        }
    }
    Ok(())
}

/// One connection of the service, used for one caller after the other, as a pool does; the mightiest come first and
/// nobody last.
async fn try_as_vouched(
    ground: &Ground,
    mut callers: Vec<Caller>,
    report: &mut Report,
    heard: &mut (dyn FnMut(usize) + Send),
) -> Result<(), Error> {
    let session = ground.database.connect_as(&service_login(ground)).await?;
    statements::prepare(&session).await?;
    callers.reverse();
    for (at, caller) in callers.iter().enumerate() {
        heard(at);
        let Caller { asker, id, claims, roles } = caller;
        let mut settings = vec![("fraise.roles".to_owned(), roles.join(","))];
        settings.extend(id.iter().map(|it| ("fraise.viewer_id".to_owned(), it.clone())));
        settings.extend(claims.iter().map(|(name, value)| (format!("fraise.claim.{name}"), text(value))));
        let begun = sql!["begin; set local role ", ground.role("api"), "; ", set(&settings, true)];
        session.rows(&begun).await?;
        let begun = sql!["set session authorization ", ground.role("login_service"), "; ", begun];
        let (policies, functions) = match caller.is_garbage() {
            true => (Path::VouchedGarbage, Path::FunctionGarbage),
            false => (Path::Vouched, Path::Function),
        };
        for (way, path) in [(Way::Policies, policies), (Way::Functions, functions)] {
            let all = asked(ground, asker, way, report);
            let asking = Asking { name: &asker.name, path, session: &begun };
            try_cells(ground, &session, way, &all, &asking, report).await?;
        }
        no_other_table_is_theirs(ground, &session, &asker.name, report).await?;
        session.rows(&sql!["rollback"]).await?;
    }
    nothing_is_left(ground, &session, report).await
}

/// After its transaction nothing of a caller stands in the connection.
async fn nothing_is_left(ground: &Ground, session: &Session, report: &mut Report) -> Result<(), Error> {
    let roles = ground
        .ir
        .roles
        .iter()
        .map(|it| sql!["not ", sql_names::helper("has_role"), "(", Literal::text(&it.name), ")"]);
    let nobody = sql![sql_names::helper("viewer_id"), "() is null"];
    let all = Fragment::join(" and ", [nobody].into_iter().chain(roles));
    let rows = session.rows(&sql!["select ", all]).await?;
    if rows.into_iter().flatten().flatten().next().as_deref() != Some("t") {
        report
            .strange
            .push("something of a caller stands in the connection after his transaction".to_owned());
    }
    Ok(())
}
