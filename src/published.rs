//! What a provisioning file says: position -> account and handset.
//!
//! The files in place are the program's memory, whoever wrote them: this program, a person, another
//! server. The same reader checks each rendered file before it replaces another, so what one run
//! wrote is what the next run will read.

mod item;
mod reader;

pub(crate) use reader::encoding_label;
pub use reader::{ReadError, read};

use std::fmt;

use crate::value::{Ipui, Mac, Position};

/// What a file says, as far as it can be understood.
#[derive(Clone, PartialEq, Eq)]
pub struct Published {
    /// The base that the file says it is for.
    pub mac: Option<Mac>,
    /// The text of `VERSION`, where the file has one.
    pub version: Option<String>,
    /// The registration window's start as the device writes it, `ddmmyyhhii`.
    pub window_start: Option<String>,
    /// The registration window's length in seconds, as written.
    pub window_seconds: Option<String>,
    /// What stands at each position; always [`Position::CAPACITY`] of them.
    accounts: Vec<Account>,
    /// All other items and elements with a value: id or element name, and value, by name. Of those
    /// that stand twice the last counts, as on the device.
    others: Vec<(String, Hidden)>,
}

impl Published {
    /// A file that says nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            mac: None,
            version: None,
            window_start: None,
            window_seconds: None,
            accounts: vec![Account::default(); Position::CAPACITY],
            others: Vec::new(),
        }
    }

    /// What the file says about a position.
    #[must_use]
    pub fn account(&self, position: Position) -> &Account {
        &self.accounts[position.index()]
    }

    /// Every position with what the file says about it.
    pub fn accounts(&self) -> impl Iterator<Item = (Position, &Account)> {
        Position::all().zip(&self.accounts)
    }

    /// The handsets that the file reserves positions for.
    pub fn handsets(&self) -> impl Iterator<Item = (Position, Ipui)> {
        self.accounts()
            .filter_map(|(position, account)| Some((position, account.ipui()?)))
    }

    /// The value of an item that has no place of its own here.
    #[must_use]
    pub fn other(&self, id: &str) -> Option<&str> {
        self.others
            .iter()
            .rev()
            .find(|(name, _)| name == id)
            .map(|(_, value)| value.0.as_str())
    }

    /// Whether two files agree in everything that belongs to no position.
    #[must_use]
    pub fn same_settings(&self, other: &Self) -> bool {
        (&self.window_start, &self.window_seconds, &self.others)
            == (&other.window_start, &other.window_seconds, &other.others)
    }

    /// The ids of the items that have no place of their own here.
    pub fn other_ids(&self) -> impl Iterator<Item = &str> {
        self.others.iter().map(|(id, _)| id.as_str())
    }
}

impl fmt::Debug for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Published")
            .field("mac", &self.mac)
            .field("handsets", &self.handsets().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// What a file says about one position. `None` is an item that the file does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Whether the SIP account is in use.
    pub active: Option<bool>,
    /// The name with which the account signs in.
    pub login: Option<String>,
    /// The password.
    pub password: Option<Hidden>,
    /// The extension.
    pub user_id: Option<String>,
    /// The name that callers see.
    pub display_name: Option<String>,
    /// The index of the SIP provider.
    pub provider: Option<u64>,
    /// The number of the mailbox.
    pub voicemail: Option<String>,
    /// Whether the mailbox is used.
    pub voicemail_enabled: Option<bool>,
    /// The name of the account.
    pub account_name: Option<String>,
    /// The handset that the position is reserved for.
    pub handset: Option<HandsetCode>,
}

impl Account {
    /// The handset, where the file names one.
    #[must_use]
    pub fn ipui(&self) -> Option<Ipui> {
        self.handset.and_then(HandsetCode::ipui)
    }

    /// The extension of the account; a blank one is none.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        self.user_id
            .as_deref()
            .filter(|extension| !extension.is_empty())
    }

    /// Whether another file says the same of a position, where a blank item and a missing one are
    /// the same.
    #[must_use]
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let text = |a: &Option<String>, b: &Option<String>| {
            a.as_deref().unwrap_or_default() == b.as_deref().unwrap_or_default()
        };
        let secret = |account: &Self| {
            account
                .password
                .clone()
                .map(|password| password.0)
                .unwrap_or_default()
        };
        self.handset == other.handset
            && self.active == other.active
            && text(&self.user_id, &other.user_id)
            && text(&self.login, &other.login)
            && secret(self) == secret(other)
            && text(&self.display_name, &other.display_name)
            && text(&self.account_name, &other.account_name)
            && text(&self.voicemail, &other.voicemail)
            && self.provider.unwrap_or(0) == other.provider.unwrap_or(0)
    }

    /// What the file makes of the position.
    #[must_use]
    pub fn standing(&self) -> Standing {
        if self.ipui().is_some() || self.extension().is_some() {
            Standing::Held
        } else if self.handset == Some(HandsetCode::Deregister) {
            Standing::Vacated
        } else {
            Standing::Free
        }
    }
}

/// What a file makes of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It names an account or a handset there.
    Held,
    /// It takes whatever handset was there off the base.
    Vacated,
    /// It says nothing of the kind.
    Free,
}

/// What a file says about the handset at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandsetCode {
    /// The position is for this handset.
    Reserved(Ipui),
    /// Five zero bytes: whatever is registered there is to be de-registered.
    Deregister,
}

impl HandsetCode {
    /// The handset, where one is named.
    #[must_use]
    pub fn ipui(self) -> Option<Ipui> {
        match self {
            Self::Reserved(ipui) => Some(ipui),
            Self::Deregister => None,
        }
    }

    /// The five bytes as the file spells them.
    #[must_use]
    pub fn device_bytes(self) -> String {
        match self {
            Self::Reserved(ipui) => ipui.device_bytes(),
            Self::Deregister => "0x00,0x00,0x00,0x00,0x00".to_owned(),
        }
    }
}

/// Text that may be a password: it is compared and written, never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    /// The text, for a provisioning file or a roster.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("withheld")
    }
}
