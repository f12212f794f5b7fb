//! The fields of a roster, the columns that the program knows.

use std::fmt;

use serde::Serialize;

/// A column that has a meaning of its own; every other column is kept for the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[repr(u8)]
pub enum Field {
    /// The internal number of the user.
    Extension,
    /// The SIP password.
    Password,
    /// The name that callers see.
    DisplayName,
    /// The identity of the handset, IPUI or IPEI.
    Ipui,
    /// The MAC address of the base.
    BaseMac,
    /// The SIP login, when it is not the extension.
    Login,
    /// The position on the base, 1 to 100.
    Position,
    /// The number of the network mailbox.
    Voicemail,
    /// The index of the SIP provider on the device.
    Provider,
    /// The name of the account, when it is not the extension.
    AccountName,
    /// The first part of the name that callers see, in place of a display name.
    FirstName,
    /// Its last part.
    LastName,
}

impl Field {
    /// All fields, the required ones first.
    pub const ALL: [Self; 12] = [
        Self::Extension,
        Self::Password,
        Self::DisplayName,
        Self::Ipui,
        Self::BaseMac,
        Self::Login,
        Self::Position,
        Self::Voicemail,
        Self::Provider,
        Self::AccountName,
        Self::FirstName,
        Self::LastName,
    ];

    /// The columns of a roster that the program writes: first and last name are one column there.
    pub const COLUMNS: [Self; 10] = [
        Self::Extension,
        Self::Password,
        Self::DisplayName,
        Self::Ipui,
        Self::BaseMac,
        Self::Login,
        Self::Position,
        Self::Voicemail,
        Self::Provider,
        Self::AccountName,
    ];

    /// The name in headers, the config, reports and templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Extension => "extension",
            Self::Password => "password",
            Self::DisplayName => "display_name",
            Self::Ipui => "ipui",
            Self::BaseMac => "base_mac",
            Self::Login => "login",
            Self::Position => "position",
            Self::Voicemail => "voicemail",
            Self::Provider => "provider",
            Self::AccountName => "account_name",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
        }
    }

    /// The field of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Whether a roster must have the column.
    #[must_use]
    pub fn is_required(self) -> bool {
        matches!(
            self,
            Self::Extension | Self::Password | Self::DisplayName | Self::Ipui | Self::BaseMac
        )
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
