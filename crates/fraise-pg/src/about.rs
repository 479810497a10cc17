//! What a live server is.

use tokio_postgres::Client;

use crate::Error;

/// What a server and the database of a session are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The number of the version that counts: 15.
    pub major: u32,
    /// The whole version: `15.18 (Debian 15.18-0+deb12u1)`.
    pub version: String,
    /// The encoding of the database.
    pub encoding: String,
    /// Whether that is UTF8.
    pub is_utf8: bool,
    /// The extensions that can be made there.
    pub extensions: Vec<String>,
}

impl About {
    /// Asks the server of a session.
    pub async fn of(client: &Client) -> Result<Self, Error> {
        let row = client
            .query_one(
                "select current_setting('server_version_num')::int / 10000 as major,
                        current_setting('server_version') as version,
                        current_setting('server_encoding') as encoding,
                        array(select name::text from pg_available_extensions order by name) as extensions",
                &[],
            )
            .await?;
        let encoding: String = row.try_get("encoding")?;
        Ok(Self {
            major: u32::try_from(row.try_get::<_, i32>("major")?).unwrap_or_default(),
            version: row.try_get("version")?,
            is_utf8: encoding == "UTF8",
            encoding,
            extensions: row.try_get("extensions")?,
        })
    }
}
