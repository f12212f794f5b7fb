//! The Gigaset N720: what its provisioning file says, position -> account and handset.
//!
//! The files in place are the program's memory, whoever wrote them: this program, a person, another
//! server. The same reader checks each rendered file before it replaces another, so what one run
//! wrote is what the next run will read.

mod fragments;
mod glance;
mod item;
mod reader;
mod setting;

pub use super::xml::ReadError;
pub(crate) use super::xml::shown_id;
pub use fragments::{Fragment, Fragments};
pub use glance::glance;
pub(crate) use item::{
    ACCOUNTS, AccountItem, HANDSETS, Item, PositionId, TextItem, is_of_position, parse_number,
    setting_of, unquote,
};
pub use reader::{read, read_with_fragments};
pub(crate) use setting::cure as cure_of_setting;

use std::fmt;

use crate::value::{Hidden, Ipui, IpuiError, Mac, Position, TextError, check_text};

/// The name of its template on the command line.
pub(super) const NAME: &str = "n720";
/// What that is for.
pub(super) const ABOUT: &str = "Gigaset N720 DECT manager, firmware 108 or later";
/// The template.
pub(super) const TEMPLATE: &str = include_str!("../../templates/n720.xml");

/// The element that names the profile.
const PROFILE_NAME: &str = "PROFILE_NAME";

/// What a file says, as far as it can be understood.
///
/// Its texts stand one after the other in one buffer, for a base has hundreds of them and a fleet
/// thousands of bases: a `String` for each would cost more than reading the file.
#[derive(Clone)]
pub struct Published {
    /// The base that the file says it is for.
    pub mac: Option<Mac>,
    /// The text of `VERSION`, where the file has one.
    pub version: Option<String>,
    /// The registration window's start as the device writes it, `ddmmyyhhii`.
    pub window_start: Option<String>,
    /// The registration window's length in seconds, as written.
    pub window_seconds: Option<String>,
    texts: String,
    /// What stands at each position; always [`Position::CAPACITY`] of them.
    records: Vec<Record>,
    /// All other items and elements with a value: id or element name, and value, by name. Of those
    /// that stand twice the last counts, as on the device.
    others: Vec<(Span, Span)>,
    /// Whether it has the frame of a provisioning file, or an item.
    is_provisioning: bool,
    /// The first position of which the file says two things, each for itself.
    contradicted: Option<Position>,
}

/// Where in the buffer a text stands.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
}

/// What a file says about one position, with its texts in the buffer: [`Account`] is its public form.
#[derive(Debug, Clone, Copy, Default)]
struct Record {
    active: Option<bool>,
    provider: Option<u64>,
    voicemail_enabled: Option<bool>,
    /// By [`TextItem`].
    texts: [Option<Span>; 6],
    handset: Option<HandsetCode>,
    /// Whether an item of this position alone, not one of all, gave the handset or the extension.
    own_handset: bool,
    own_user_id: bool,
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
            texts: String::new(),
            records: vec![Record::default(); Position::CAPACITY],
            others: Vec::new(),
            is_provisioning: false,
            contradicted: None,
        }
    }

    /// What the file says about a position.
    #[must_use]
    pub fn account(&self, position: Position) -> Account<'_> {
        let record = self.records[position.index()];
        let text = |item: TextItem| record.texts[item as usize].map(|span| self.text(span));
        Account {
            active: record.active,
            login: text(TextItem::Login),
            password: text(TextItem::Password).map(Hidden),
            user_id: text(TextItem::UserId),
            display_name: text(TextItem::DisplayName),
            provider: record.provider,
            voicemail: text(TextItem::Voicemail),
            voicemail_enabled: record.voicemail_enabled,
            account_name: text(TextItem::AccountName),
            handset: record.handset,
        }
    }

    /// Every position with what the file says about it.
    pub fn accounts(&self) -> impl Iterator<Item = (Position, Account<'_>)> {
        Position::all().map(|position| (position, self.account(position)))
    }

    /// The handsets that the file reserves positions for.
    pub fn handsets(&self) -> impl Iterator<Item = (Position, Ipui)> {
        Position::all()
            .zip(&self.records)
            .filter_map(|(position, record)| Some((position, record.handset?.ipui()?)))
    }

    /// Why nobody can build upon the file, though it is whole: it is none of a base's, or it does not say
    /// who is where. Which of two handsets, extensions or positions the base has taken is not known, and
    /// a guess could move a handset.
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        if !self.is_provisioning && self.mac.is_none() {
            return Some(
                "it has no ProviderFrame, MAC_ADDRESS or SYMB_ITEM, so it is no provisioning file"
                    .into(),
            );
        }
        if let Some(position) = self.contradicted {
            return Some(format!(
                "it gives SIP account {position} two different handsets or extensions"
            ));
        }
        let mut seen: Vec<(Ipui, Position)> =
            self.handsets().map(|(at, ipui)| (ipui, at)).collect();
        seen.sort_unstable();
        let twice = seen.windows(2).find(|pair| pair[0].0 == pair[1].0)?;
        let (ipui, first, second) = (twice[0].0, twice[0].1, twice[1].1);
        Some(format!(
            "it has handset {ipui} at SIP accounts {first} and {second}"
        ))
    }

    /// The value of an item that has no place of its own here. Letter case, spaces and a `[0]` at the end
    /// make no difference.
    #[must_use]
    pub fn other(&self, id: &str) -> Option<&str> {
        let found = self
            .others
            .binary_search_by(|(name, _)| item::key(self.text(*name)).cmp(item::key(id)));
        found.ok().map(|index| self.text(self.others[index].1))
    }

    /// The name of the profile.
    #[must_use]
    pub fn profile_name(&self) -> Option<&str> {
        self.other(PROFILE_NAME)
    }

    /// Whether two files agree in everything that belongs to no position, except the window.
    #[must_use]
    pub fn same_settings(&self, other: &Self) -> bool {
        self.others.len() == other.others.len()
            && self
                .other_items()
                .zip(other.other_items())
                .all(|((id, value), (other, said))| value == said && compare_ids(id, other).is_eq())
    }

    /// Whether two files have the same registration window.
    #[must_use]
    pub fn same_window(&self, other: &Self) -> bool {
        (&self.window_start, &self.window_seconds) == (&other.window_start, &other.window_seconds)
    }

    /// The items that have no place of their own here, and their values, in an order that two files
    /// agree about.
    pub(crate) fn other_items(&self) -> impl Iterator<Item = (&str, &str)> {
        let items = self.others.iter();
        items.map(|(id, value)| (self.text(*id), self.text(*value)))
    }

    /// The ids of the items that have no place of their own here.
    pub fn other_ids(&self) -> impl Iterator<Item = &str> {
        self.other_items().map(|(id, _)| id)
    }

    fn text(&self, span: Span) -> &str {
        &self.texts[span.start as usize..span.end as usize]
    }
}

/// Compares ids as [`Published::other_items`] orders them.
pub(crate) fn compare_ids(a: &str, b: &str) -> std::cmp::Ordering {
    item::key(a).cmp(item::key(b))
}

/// Where the texts stand does not matter: two files that differ only in the order of their items say
/// the same.
impl PartialEq for Published {
    fn eq(&self, other: &Self) -> bool {
        (self.mac, &self.version) == (other.mac, &other.version)
            && self.same_window(other)
            && self.same_settings(other)
            && self.accounts().eq(other.accounts())
    }
}

impl Eq for Published {}

impl fmt::Debug for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Published")
            .field("mac", &self.mac)
            .field("handsets", &self.handsets().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// What a file says about one position. `None` is an item that the file does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account<'p> {
    /// Whether the SIP account is in use.
    pub active: Option<bool>,
    /// The name with which the account signs in.
    pub login: Option<&'p str>,
    /// The password.
    pub password: Option<Hidden<'p>>,
    /// The extension.
    pub user_id: Option<&'p str>,
    /// The name that callers see.
    pub display_name: Option<&'p str>,
    /// The index of the SIP provider.
    pub provider: Option<u64>,
    /// The number of the mailbox.
    pub voicemail: Option<&'p str>,
    /// Whether the mailbox is used.
    pub voicemail_enabled: Option<bool>,
    /// The name of the account.
    pub account_name: Option<&'p str>,
    /// The handset that the position is reserved for.
    pub handset: Option<HandsetCode>,
}

impl<'p> Account<'p> {
    /// The handset, where the file names one.
    #[must_use]
    pub fn ipui(&self) -> Option<Ipui> {
        self.handset.and_then(HandsetCode::ipui)
    }

    /// The extension of the account; a blank one is none.
    #[must_use]
    pub fn extension(&self) -> Option<&'p str> {
        self.user_id.filter(|extension| !extension.is_empty())
    }

    /// Whether another file says the same of a position, where a blank item and a missing one are
    /// the same.
    #[must_use]
    pub fn says_the_same_as(self, other: Account<'_>) -> bool {
        let text =
            |a: Option<&str>, b: Option<&str>| a.unwrap_or_default() == b.unwrap_or_default();
        self.handset == other.handset
            && self.active == other.active
            && text(self.user_id, other.user_id)
            && text(self.login, other.login)
            && text(
                self.password.map(Hidden::expose),
                other.password.map(Hidden::expose),
            )
            && text(self.display_name, other.display_name)
            && text(self.account_name, other.account_name)
            && text(self.voicemail, other.voicemail)
            && self.uses_voicemail() == other.uses_voicemail()
            && self.provider.unwrap_or(0) == other.provider.unwrap_or(0)
    }

    /// Whether the account has a mailbox. One without the item that says so has one where it has a number.
    #[must_use]
    pub fn uses_voicemail(self) -> bool {
        let has_number = self.voicemail.is_some_and(|number| !number.is_empty());
        self.voicemail_enabled.unwrap_or(has_number)
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
    /// Five bytes, `0x02,0x9E,0x74,0xA5,0x99`; all zero means "de-register".
    fn parse(value: &str) -> Result<Self, String> {
        let mut bytes = [0_u8; 5];
        let mut parts = unquote(value).split(',');
        for byte in &mut bytes {
            let part = parts.next().ok_or("it has fewer than five bytes")?;
            *byte = u8::try_from(parse_number(part)?).map_err(|_| "a byte is above 255")?;
        }
        if parts.next().is_some() {
            return Err("it has more than five bytes".into());
        }
        match Ipui::from_bytes(bytes) {
            Ok(ipui) => Ok(Self::Reserved(ipui)),
            Err(IpuiError::Zero) => Ok(Self::Deregister),
            Err(error) => Err(error.to_string()),
        }
    }

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
/// Why a roster has no row for an account that is in use or was.
pub(crate) fn left_out(account: Account<'_>) -> Option<String> {
    if account.standing() != Standing::Held {
        return None;
    }
    if account.active == Some(false) {
        // Building it would switch it on.
        return Some("is switched off".into());
    }
    texts(account).find_map(|text| match check_text(text) {
        // Building it would be refused, and on a terminal it could act.
        Err(TextError::Forbidden(c)) => Some(format!(
            "has the character U+{:04X}, which a roster cannot hold",
            u32::from(c)
        )),
        Err(TextError::Empty) | Ok(()) => None,
    })
}

fn texts(account: Account<'_>) -> impl Iterator<Item = &str> {
    let texts = [
        account.user_id,
        account.password.map(Hidden::expose),
        account.display_name,
        account.login,
        account.voicemail,
        account.account_name,
    ];
    texts.into_iter().flatten()
}
