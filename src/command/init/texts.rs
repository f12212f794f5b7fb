//! The words of an empty roster, one table per language.

mod de;
mod en;
mod es;
mod fr;
mod it;
mod nl;

use clap::ValueEnum;

/// A language of the empty roster. The order is that of [`crate::roster::EXAMPLES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    De,
    En,
    Fr,
    Nl,
    Es,
    It,
}

/// A column of an empty roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Extension,
    Password,
    DisplayName,
    Ipui,
    /// The base of a handset: its name, or its MAC address.
    Base,
    Login,
    Position,
    Voicemail,
    Provider,
    AccountName,
    BaseMac,
    BaseName,
    SipServer,
    WindowStart,
    WindowDuration,
    Pin,
}

/// The words in one language.
pub(super) struct Texts {
    /// The names of the sheets: handsets, accounts, bases, example, instructions.
    pub sheets: [&'static str; 5],
    /// The header of each column, and what goes into it.
    pub columns: [(&'static str, &'static str); 16],
    /// Of a column that must be filled in.
    pub required: &'static str,
    /// Of a column that may be left empty.
    pub optional: &'static str,
    /// Of the IPUI: without it the account is written, and the handset can be registered by hand.
    pub for_registering: &'static str,
    /// Of what the accounts say too.
    pub unless_account: &'static str,
    /// What stands before a header in the example: no reader takes such sentences for names of columns.
    pub goes_into: &'static str,
    /// Title and message of a cell that is no IPUI, no MAC address, no position.
    pub refusals: [(&'static str, &'static str); 3],
    /// The instructions, behind their title. The first says what the title asks.
    pub instructions: [(&'static str, &'static str); 5],
}

impl Texts {
    /// The header of a column, and what goes into it.
    pub(super) fn of(&self, column: Column) -> (&'static str, &'static str) {
        self.columns[column as usize]
    }
}

impl Language {
    pub(super) fn texts(self) -> &'static Texts {
        match self {
            Self::De => &de::TEXTS,
            Self::En => &en::TEXTS,
            Self::Fr => &fr::TEXTS,
            Self::Nl => &nl::TEXTS,
            Self::Es => &es::TEXTS,
            Self::It => &it::TEXTS,
        }
    }
}
