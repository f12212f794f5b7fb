//! What a base's file is to say, ready for the template.

use std::fmt;

use crate::device::Layout;
use crate::device::fragments::Fragment;
use crate::device::published::{Account, HandsetCode};
use crate::roster::{Handset, RowRef};
use crate::value::{Hidden, Ipui, Mac, Position};

/// What one provisioning file is to say.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    /// How the file is written.
    pub layout: &'static dyn Layout,
    /// The base.
    pub mac: Mac,
    /// The name that the bases table gives to the base.
    pub name: Option<&'a str>,
    /// The accounts, by position.
    pub slots: Vec<Slot<'a>>,
    /// What is to be disabled and de-registered.
    pub vacated: Vec<Vacated>,
    /// What a template may write as `VERSION`.
    pub version: String,
    /// The registration window, where one is to be written.
    pub window: Option<Window>,
    /// The name of the profile in the file in place, which stays unless a setting gives another.
    pub profile_name: Option<&'a str>,
    /// The items and elements of the file in place that are none of an account.
    pub in_place: Vec<InPlace<'a>>,
}

/// What a file takes off its base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vacated {
    /// Whatever is at a position.
    Position(Position),
    /// A handset, of a device without positions.
    Handset(Ipui),
}

/// An item or element of the file in place.
#[derive(Debug, Clone, Copy)]
pub struct InPlace<'a> {
    /// The item or element.
    pub fragment: Fragment<'a>,
    /// Whether it stays where the template does not write it.
    pub stays: bool,
}

impl Page<'_> {
    /// Whether the page reserves a position for at least one handset.
    #[must_use]
    pub fn has_handset(&self) -> bool {
        self.slots.iter().any(|slot| slot.ipui().is_some())
    }
}

/// A registration window: when it opens, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The start in the device's form, where there is one.
    pub start: Option<String>,
    /// The length in seconds, where there is one. One of the file in place stays as it is written.
    pub seconds: Option<String>,
}

/// One account, and the handset at its position.
#[derive(Clone)]
pub struct Slot<'a> {
    /// Where on the base.
    pub position: Position,
    /// The roster row that it comes from, with the columns that only the template knows; `None` for
    /// an account that is carried over from the file in place.
    pub row: Option<RowRef>,
    /// The internal number.
    pub extension: &'a str,
    /// The name with which the account signs in.
    pub login: &'a str,
    /// The password, for the file and nothing else.
    pub password: Hidden<'a>,
    /// The name that callers see.
    pub display_name: &'a str,
    /// The name of the account.
    pub account_name: &'a str,
    /// The mailbox, where the row names one.
    pub voicemail: Option<&'a str>,
    /// The index of the SIP provider.
    pub provider: u64,
    /// The handset that the position is reserved for, or the order to take off whatever handset is
    /// there; `None` to say nothing about it.
    pub code: Option<HandsetCode>,
}

impl<'a> Slot<'a> {
    /// A row of the roster at its position.
    #[must_use]
    pub fn of(handset: &'a Handset<'_>, position: Position, code: Option<HandsetCode>) -> Self {
        Self {
            position,
            row: Some(handset.row),
            extension: handset.extension.as_str(),
            login: handset.login(),
            password: handset.password.hidden(),
            display_name: handset.display_name.as_str(),
            account_name: handset.account_name(),
            voicemail: handset
                .voicemail
                .as_ref()
                .map(crate::value::Voicemail::as_str),
            provider: handset.provider.into(),
            code,
        }
    }

    /// An account as the file in place has it, for a position that must stay as it is.
    #[must_use]
    pub fn kept(account: Account<'a>, position: Position) -> Self {
        let text = |text: Option<&'a str>| text.unwrap_or_default();
        Self {
            position,
            row: None,
            extension: text(account.user_id),
            login: text(account.login),
            password: account.password.unwrap_or_default(),
            display_name: text(account.display_name),
            account_name: text(account.account_name),
            voicemail: account.voicemail.filter(|number| !number.is_empty()),
            provider: account.provider.unwrap_or(0),
            code: account.handset,
        }
    }

    /// The handset that the position is reserved for.
    #[must_use]
    pub fn ipui(&self) -> Option<Ipui> {
        self.code.and_then(HandsetCode::ipui)
    }
}

impl fmt::Debug for Slot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot")
            .field("position", &self.position)
            .field("extension", &self.extension)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}
