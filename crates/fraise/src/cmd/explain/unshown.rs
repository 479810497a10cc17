//! What is said of codes that no schema alone shows: those of several files, of the arguments, of a database.

use fraise_diagnostics::Code;

/// What a code means beyond its title.
pub(super) fn meaning(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::F0001 => {
            "\
A mistake of fraise, whatever the schema says. Nothing was written. Please report it with the schema;
until it is mended, the construct that the message names may be said in another way.
"
        }
        Code::F0002 => {
            "\
The construct is part of the language and was checked, but a target that was asked for cannot emit it yet.
So that nothing declared is left out without a word, this is an error and nothing is written.

`--allow-unfinished` makes it a warning: the rest of the schema is compiled, and each construct that is left
out is named. `--emit postgres` asks for one target alone, and only for what that one cannot emit yet.
"
        }
        Code::F0108 => {
            "\
An import names a file by a path relative to the file that it stands in, with `/` between its parts:

    imports: [types/orders.yaml, ../common/money.yaml]

The file must be there, be a schema in YAML, and must not lead back to one that is being read. All names of
a schema share one space, so a file never needs to import the one that imports it.
"
        }
        Code::F0907 => {
            "\
GraphQL has no schema without a query, and a service without one has nothing to answer. So neither is
written; the database is. Declare a query:

    queries:
      product: {get: Product, by: [id], access: public}

or ask for the database alone by `--emit postgres`, which needs none.
"
        }
        Code::F1205 => {
            "\
`fraise seed` loads all rows in one transaction. The database refused this one: a law that only it can ask
(a unique, a check over several fields, a trigger) does not hold for it beside the rows that are there. The
message says which. Nothing was loaded.
"
        }
        Code::F1207 => {
            "\
`fraise test` ran a test of the schema, and something was not as the test says: a step failed or did not
fail, or a field has another value than expected. The message says what was there. The database is as before;
each test is rolled back.
"
        }
        Code::F1208 => {
            "\
`fraise verify` tried to break the database, and could: a row breaks a law, a state was entered that no event
leads to, somebody read what he may not. The message begins with the check that has found it and says what was
expected and what happened; the statements behind it show the same in psql. Unless somebody has changed the
database by hand, this is a bug of fraise.
"
        }
        _ => return None,
    })
}
