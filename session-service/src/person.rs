//! Users, as known when they acted.

use serde::{Deserialize, Serialize};
use service_kit::auth::Principal;
use service_kit::text::Invalid;

use crate::id::UserId;

/// The longest name, in bytes: what the chat service takes. A longer one is cut.
const MAX_NAME: usize = 128;

/// A user with the name their token gives them.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Person {
    /// Who.
    pub(crate) user: UserId,
    /// Their name; may be empty.
    pub(crate) name: String,
}

impl Person {
    /// Whoever the token names.
    pub(crate) fn from_principal(principal: &Principal) -> Result<Person, Invalid> {
        let name = &principal.display_name;
        let name = name[..name.floor_char_boundary(MAX_NAME)].to_owned();
        Ok(Person { user: UserId::parse(&principal.user_id)?, name })
    }
}
