//! Expressions as the server itself would print them.
//!
//! A server does not keep the text of an expression; it keeps a tree and prints it anew, in its own
//! words: `x in (1, 2)` comes back as `x = ANY (ARRAY[1, 2])`. Two texts mean the same if the same
//! server prints them the same. So each expression of a catalog is given to the server on a scratch
//! object that looks like the one it is meant for (a temporary table of the same name and columns),
//! read back, and forgotten by a rollback. Nothing but the expressions changes; all else is
//! compared from the catalog directly.

use fraise_sql::catalog::{
    Catalog, Column, Function, Generated, Index, IndexTerm, Language, Policy, Returns, Table, Trigger, View,
};
use fraise_sql::print;
use fraise_sql::statement::{Object, Statement};
use fraise_sql::{Body, Fragment, Ident, QualifiedName, ident};
use tokio_postgres::{Client, Row};

use crate::compare::Difference;
use crate::introspect::{introspect_within, trigger_condition};
use crate::{Error, compare};

/// A catalog whose expressions the server has printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised {
    /// The catalog; what could not be read back stands as it was.
    pub catalog: Catalog,
    /// What could not be read back.
    pub unreadable: Vec<Unreadable>,
}

/// An expression that the server does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The object it belongs to.
    pub object: String,
    /// What the server said.
    pub why: String,
}

/// All differences between the catalog that is meant and what some schemas of a live database
/// contain. The session must not be in a transaction.
pub async fn read_back(
    client: &Client,
    expected: &Catalog,
    schemas: &[Ident],
) -> Result<Vec<Difference>, Error> {
    client.batch_execute("begin isolation level repeatable read").await?;
    let differences = read_back_within(client, expected, schemas).await;
    client.batch_execute("rollback").await?;
    differences
}

/// The same within a transaction that the caller has begun: what differs if it commits.
pub async fn read_back_within(
    client: &Client,
    expected: &Catalog,
    schemas: &[Ident],
) -> Result<Vec<Difference>, Error> {
    let live = introspect_within(client, schemas).await?;
    let meant = normalise(client, expected).await?;
    let mut differences = compare(&meant.catalog, &live.catalog);
    let beyond = live.beyond.into_iter().map(Difference::Beyond);
    differences.extend(beyond);
    differences.extend(meant.unreadable.into_iter().map(Difference::Unreadable));
    Ok(differences)
}

/// The catalog with its expressions as this server prints them. What they name (functions, types,
/// tables) must be in its database. The session must be in a transaction; it makes temporary
/// objects and takes them back.
pub async fn normalise(client: &Client, catalog: &Catalog) -> Result<Normalised, Error> {
    client.batch_execute("savepoint normalising").await?;
    let mut scratch = Scratch { client, unreadable: Vec::new() };
    let normalised = scratch.catalog(catalog).await;
    client.batch_execute("rollback to normalising").await?;
    Ok(Normalised { catalog: normalised?, unreadable: scratch.unreadable })
}

const DEFAULT: &str = "
    select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d
    join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where d.adrelid = $1::text::regclass and a.attname = $2";

const CHECK: &str = "
    select pg_get_expr(conbin, conrelid) from pg_constraint
    where conrelid = $1::text::regclass and conname = $2";

const INDEX: &str = "
    select array(select pg_get_indexdef(i.oid, place, false)
                 from generate_series(1, x.indnkeyatts) place order by place),
           pg_get_expr(x.indpred, x.indrelid)
    from pg_index x join pg_class i on i.oid = x.indexrelid
    where x.indrelid = $1::text::regclass and i.relname = $2";

const POLICY: &str = "
    select pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) from pg_policy
    where polrelid = $1::text::regclass and polname = $2";

const TRIGGER: &str = "
    select pg_get_triggerdef(oid) from pg_trigger
    where tgrelid = $1::text::regclass and tgname = $2";

const VIEW: &str = "
    select rtrim(pg_get_viewdef($1::text::regclass), ';')
    where $2::text is not null";

const ARGUMENTS: &str = "
    select array(select pg_get_function_arg_default(oid, place)
                 from generate_series(1, pronargs) place order by place)
    from pg_proc where pronamespace = pg_my_temp_schema() and proname = $2
      and $1::text is not null";

struct Scratch<'a> {
    client: &'a Client,
    unreadable: Vec<Unreadable>,
}

impl Scratch<'_> {
    async fn catalog(&mut self, meant: &Catalog) -> Result<Catalog, Error> {
        let mut catalog = meant.clone();
        for table in &mut catalog.tables {
            self.table(table).await?;
        }
        for view in &mut catalog.views {
            self.view(view).await?;
        }
        for function in catalog.helpers.iter_mut().chain(&mut catalog.functions) {
            self.arguments(function).await?;
        }
        Ok(catalog)
    }

    async fn table(&mut self, table: &mut Table) -> Result<(), Error> {
        let object = Object::Table(table.name.clone());
        let bare = bare(table);
        let name = bare.name.clone();
        for place in 0..table.columns.len() {
            self.column(&bare, table, place).await?;
        }
        for check in &mut table.checks {
            let object = Object::Constraint(table.name.clone(), check.name.clone());
            let mut scratch = bare.clone();
            scratch.checks.push(check.clone());
            let statement = print::statement(&Statement::CreateTable(&scratch));
            if let Some(row) = self.ask(&object, &statement, CHECK, &name, &check.name).await? {
                replace(&mut check.expression, &row, 0)?;
            }
        }
        self.client.batch_execute("savepoint scratch_table").await?;
        if self.make(&object, &print::statement(&Statement::CreateTable(&bare))).await? {
            for index in &mut table.indexes {
                self.index(&table.name, &name, index).await?;
            }
            for policy in &mut table.policies {
                self.policy(&table.name, &name, policy).await?;
            }
            for trigger in &mut table.triggers {
                self.trigger(&table.name, &name, trigger).await?;
            }
        }
        self.client.batch_execute("rollback to scratch_table").await?;
        Ok(())
    }

    /// The scratch table has the default or the expression of this column alone.
    async fn column(&mut self, bare: &Table, table: &mut Table, place: usize) -> Result<(), Error> {
        let mut scratch = bare.clone();
        let (Some(column), Some(copy)) = (table.columns.get_mut(place), scratch.columns.get_mut(place))
        else {
            return Ok(());
        };
        if column.default.is_none() && column.generated.is_none() {
            return Ok(());
        }
        copy.default.clone_from(&column.default);
        copy.generated.clone_from(&column.generated);
        let object = Object::Column(table.name.clone(), column.name.clone());
        let statement = print::statement(&Statement::CreateTable(&scratch));
        let asked = self.ask(&object, &statement, DEFAULT, &bare.name, &column.name);
        let Some(row) = asked.await? else {
            return Ok(());
        };
        match (&mut column.generated, &mut column.default) {
            (Some(Generated { expression, .. }), _) => replace(expression, &row, 0),
            (None, Some(default)) => replace(default, &row, 0),
            (None, None) => Ok(()),
        }
    }

    async fn index(
        &mut self,
        table: &QualifiedName,
        name: &QualifiedName,
        index: &mut Index,
    ) -> Result<(), Error> {
        let is_expression = |term: &IndexTerm| matches!(term, IndexTerm::Expression(_));
        if index.condition.is_none() && !index.keys.iter().any(|key| is_expression(&key.term)) {
            return Ok(());
        }
        let object = Object::Index(QualifiedName::new(table.schema.clone(), index.name.clone()));
        let statement = print::statement(&Statement::CreateIndex { table: name, index });
        let Some(row) = self.ask(&object, &statement, INDEX, name, &index.name).await? else {
            return Ok(());
        };
        let shown: Vec<String> = row.try_get(0)?;
        for (key, shown) in index.keys.iter_mut().zip(shown) {
            match &mut key.term {
                IndexTerm::Column(_) => {}
                IndexTerm::Expression(expression) => *expression = Fragment::deparsed(shown),
            }
        }
        replace_some(&mut index.condition, &row, 1)
    }

    async fn policy(
        &mut self,
        table: &QualifiedName,
        name: &QualifiedName,
        policy: &mut Policy,
    ) -> Result<(), Error> {
        let object = Object::Policy(table.clone(), policy.name.clone());
        let scratch = Policy { roles: Vec::new(), ..policy.clone() };
        let statement = print::statement(&Statement::CreatePolicy { table: name, policy: &scratch });
        if let Some(row) = self.ask(&object, &statement, POLICY, name, &policy.name).await? {
            replace_some(&mut policy.using, &row, 0)?;
            replace_some(&mut policy.with_check, &row, 1)?;
        }
        Ok(())
    }

    /// The function of the scratch trigger does nothing: the one that is meant may be missing.
    async fn trigger(
        &mut self,
        table: &QualifiedName,
        name: &QualifiedName,
        trigger: &mut Trigger,
    ) -> Result<(), Error> {
        if trigger.condition.is_none() {
            return Ok(());
        }
        let object = Object::Trigger(table.clone(), trigger.name.clone());
        let nothing = Function {
            returns: Returns::Trigger,
            ..Function::new(
                temporary(&ident!("scratch_trigger")),
                Language::Plpgsql,
                Body::rendered("begin\n  return null;\nend"),
            )
        };
        let scratch = Trigger { function: nothing.name.clone(), arguments: Vec::new(), ..trigger.clone() };
        let statement = [
            print::statement(&Statement::CreateFunction(&nothing)),
            print::statement(&Statement::CreateTrigger { table: name, trigger: &scratch }),
        ]
        .join("\n");
        if let Some(row) = self.ask(&object, &statement, TRIGGER, name, &trigger.name).await? {
            trigger.condition = trigger_condition(row.try_get(0)?);
        }
        Ok(())
    }

    async fn view(&mut self, view: &mut View) -> Result<(), Error> {
        let object = Object::View(view.name.clone());
        let name = temporary(&view.name.name);
        let scratch = View { name: name.clone(), ..view.clone() };
        let statement = print::statement(&Statement::CreateView(&scratch));
        if let Some(row) = self.ask(&object, &statement, VIEW, &name, &view.name.name).await? {
            replace(&mut view.query, &row, 0)?;
        }
        Ok(())
    }

    async fn arguments(&mut self, function: &mut Function) -> Result<(), Error> {
        if function.arguments.iter().all(|it| it.default.is_none()) {
            return Ok(());
        }
        let object = function.object();
        let name = temporary(&function.name.name);
        let scratch = Function {
            arguments: function.arguments.clone(),
            ..Function::new(name.clone(), Language::Sql, Body::rendered(""))
        };
        let statement = print::statement(&Statement::CreateFunction(&scratch));
        let asked = self.ask(&object, &statement, ARGUMENTS, &name, &function.name.name);
        let Some(row) = asked.await? else {
            return Ok(());
        };
        let defaults: Vec<Option<String>> = row.try_get(0)?;
        for (argument, default) in function.arguments.iter_mut().zip(defaults) {
            argument.default = default.map(Fragment::deparsed);
        }
        Ok(())
    }

    /// Runs a statement; if the server refuses it, that is noted.
    async fn make(&mut self, object: &Object, statement: &str) -> Result<bool, Error> {
        let Err(error) = self.client.batch_execute(statement).await else {
            return Ok(true);
        };
        let Some(said) = error.as_db_error() else {
            return Err(error.into());
        };
        self.unreadable.push(Unreadable { object: object.to_string(), why: said.message().to_owned() });
        Ok(false)
    }

    /// Runs a statement, asks for what came of it with `pg_catalog` alone on the search path, and
    /// takes everything back.
    async fn ask(
        &mut self,
        object: &Object,
        statement: &str,
        query: &str,
        relation: &QualifiedName,
        name: &Ident,
    ) -> Result<Option<Row>, Error> {
        self.client.batch_execute("savepoint scratch").await?;
        let mut answer = None;
        if self.make(object, statement).await? {
            self.client.batch_execute("set local search_path = pg_catalog").await?;
            let (relation, name) = (relation.to_string(), name.as_str());
            answer = Some(self.client.query_one(query, &[&relation, &name]).await?);
        }
        self.client.batch_execute("rollback to scratch").await?;
        Ok(answer)
    }
}

/// The temporary object of this name.
fn temporary(name: &Ident) -> QualifiedName {
    QualifiedName::new(ident!("pg_temp"), name.clone())
}

/// The table as a temporary one with nothing but columns.
fn bare(table: &Table) -> Table {
    let columns = table.columns.iter();
    let plain = |it: &Column| Column::new(it.name.clone(), it.ty.clone()).nullable();
    Table { columns: columns.map(plain).collect(), ..Table::new(temporary(&table.name.name)) }
}

fn replace(fragment: &mut Fragment, row: &Row, column: usize) -> Result<(), Error> {
    *fragment = Fragment::deparsed(row.try_get::<_, String>(column)?);
    Ok(())
}

fn replace_some(fragment: &mut Option<Fragment>, row: &Row, column: usize) -> Result<(), Error> {
    let text: Option<String> = row.try_get(column)?;
    *fragment = text.map(Fragment::deparsed);
    Ok(())
}
