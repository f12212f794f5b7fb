//! The fields of a roster, the columns that the program knows.

use std::fmt;

use serde::Serialize;

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident = $name:literal, $noun:literal;)*) => {
        /// A column that has a meaning of its own; every other column is kept for the template.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[repr(u8)]
        pub enum Field {
            $($(#[$doc])* $field,)*
        }

        impl Field {
            /// All fields, the required ones first.
            pub const ALL: [Self; 12] = [$(Self::$field,)*];

            /// The name in headers, the config, reports and templates.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$field => $name,)*
                }
            }

            /// What it is called in a sentence.
            pub(crate) fn noun(self) -> &'static str {
                match self {
                    $(Self::$field => $noun,)*
                }
            }
        }
    };
}

fields! {
    /// The internal number of the user.
    Extension = "extension", "the extension";
    /// The SIP password.
    Password = "password", "the password";
    /// The name that callers see.
    DisplayName = "display_name", "the display name";
    /// The identity of the handset, IPUI or IPEI.
    Ipui = "ipui", "the IPUI";
    /// The MAC address of the base.
    BaseMac = "base_mac", "the MAC address of the base";
    /// The SIP login, when it is not the extension.
    Login = "login", "the login";
    /// The position on the base, 1 to 100.
    Position = "position", "the position";
    /// The number of the network mailbox.
    Voicemail = "voicemail", "the mailbox number";
    /// The index of the SIP provider on the device.
    Provider = "provider", "the provider";
    /// The name of the account, when it is not the extension.
    AccountName = "account_name", "the account name";
    /// The first part of the name that callers see, in place of a display name.
    FirstName = "first_name", "the first name";
    /// Its last part.
    LastName = "last_name", "the last name";
}

impl Field {
    /// The columns of a roster that the program writes: first and last name are one column there.
    pub const COLUMNS: [Self; 10] = {
        let [columns @ .., _first_name, _last_name] = Self::ALL;
        columns
    };

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
