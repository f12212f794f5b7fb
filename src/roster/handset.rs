//! A roster row that is right: who it is about, and everything that a file says of it.

use std::num::NonZeroU64;

use crate::value::{
    AccountName, DisplayName, Extension, Ipui, Login, Mac, Password, Position, Voicemail,
};

/// Which row of which sheet, by their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowRef {
    /// The sheet's place among the sheets of the run.
    pub sheet: u32,
    /// The row's place among the rows of its sheet that are not empty.
    pub index: u32,
}

/// What a row says about who stands where, as far as it could be read.
///
/// This is all that the checks across rows and the planning need, so it is all that is kept of a
/// million rows; the rest is read from the row again when its base is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity<'r> {
    /// Where it stands.
    pub row: RowRef,
    /// The base.
    pub base: Option<Mac>,
    /// The handset.
    pub ipui: Option<Ipui>,
    /// Whether its cell has something in it that is no handset.
    pub has_unread_ipui: bool,
    /// The extension.
    pub extension: Option<Extension<'r>>,
    /// The position that the row asks for.
    pub position: Option<Position>,
    /// The password, as a hash that tells equal ones and nothing else; it differs from run to run.
    pub password_hash: Option<NonZeroU64>,
    /// Whether the row has no error, so that all of the above that it must have is there.
    pub accepted: bool,
}

/// One row of the roster, read whole and without an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handset<'r> {
    /// Where it stands.
    pub row: RowRef,
    /// The base that it belongs to.
    pub base: Mac,
    /// The identity of the handset; `None` for an account without one.
    pub ipui: Option<Ipui>,
    /// The internal number.
    pub extension: Extension<'r>,
    /// The SIP password.
    pub password: Password<'r>,
    /// The name that callers see.
    pub display_name: DisplayName<'r>,
    /// The SIP login, when it is not the extension.
    pub login: Option<Login<'r>>,
    /// The account's name, when it is not the extension.
    pub account_name: Option<AccountName<'r>>,
    /// The mailbox, when the row names one.
    pub voicemail: Option<Voicemail<'r>>,
    /// The index of the SIP provider.
    pub provider: u8,
    /// The position that the row asks for.
    pub position: Option<Position>,
}

impl Handset<'_> {
    /// The name with which the account signs in: the login, else the extension.
    #[must_use]
    pub fn login(&self) -> &str {
        self.login
            .as_ref()
            .map_or(self.extension.as_str(), Login::as_str)
    }

    /// The name of the account: its own, else the extension.
    #[must_use]
    pub fn account_name(&self) -> &str {
        self.account_name
            .as_ref()
            .map_or(self.extension.as_str(), AccountName::as_str)
    }
}
