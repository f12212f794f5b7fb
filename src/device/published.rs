//! What a base's file says, whichever device it is for.
//!
//! The files in place are the program's memory, whoever wrote them: this program, a person, another
//! server. The same reader checks each rendered file before it replaces another, so what one run
//! wrote is what the next run will read.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDateTime;

use super::Layout;
use super::n720::PROFILE_NAME;
use crate::settings::Clock;
use crate::value::{Hidden, Ipui, Mac, Position, TextError, WindowState, check_text};

/// What a file says, as far as it can be understood.
///
/// Its texts stand one after the other in one buffer, for a base has hundreds of them and a fleet
/// thousands of bases: a `String` for each would cost more than reading the file.
#[derive(Clone)]
pub struct Published {
    /// How it is written.
    layout: &'static dyn Layout,
    /// The base that the file says it is for.
    pub mac: Option<Mac>,
    /// The text of `VERSION`, where the file has one.
    pub version: Option<String>,
    /// The registration window's start as the device writes it.
    pub window_start: Option<String>,
    /// The registration window's length in seconds, as written.
    pub window_seconds: Option<String>,
    /// The handsets that the file takes off the base by name, in their order; only of a device without
    /// positions.
    pub(super) removed: Vec<Ipui>,
    /// Whether the base takes off every handset that the file does not name.
    pub(super) removes_others: bool,
    pub(super) texts: String,
    /// What stands at each position.
    pub(super) records: Vec<Record>,
    /// All other items and elements with a value: id or element name, and value, by name. Of those
    /// that stand twice the last counts, as on the device.
    pub(super) others: Vec<(Span, Span)>,
    /// Whether it has the frame of a provisioning file, or an item.
    pub(super) is_provisioning: bool,
    /// The first thing that keeps people from knowing who is where.
    pub(super) doubt: Option<String>,
}

/// Where in the buffer a text stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

/// What a file says about one position, with its texts in the buffer: [`Account`] is its public form.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Record {
    pub(super) active: Option<bool>,
    pub(super) provider: Option<u64>,
    pub(super) voicemail_enabled: Option<bool>,
    /// By [`TextItem`].
    pub(super) texts: [Option<Span>; 6],
    pub(super) handset: Option<HandsetCode>,
    /// Whether an item of this position alone, not one of all, gave the handset or the extension.
    pub(super) own_handset: bool,
    pub(super) own_user_id: bool,
}

/// A text of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextItem {
    Login,
    Password,
    UserId,
    DisplayName,
    Voicemail,
    AccountName,
}

impl Published {
    /// A file that says nothing.
    #[must_use]
    pub fn empty(layout: &'static dyn Layout) -> Self {
        Self {
            layout,
            mac: None,
            version: None,
            window_start: None,
            window_seconds: None,
            removed: Vec::new(),
            removes_others: false,
            texts: String::new(),
            records: vec![Record::default(); layout.positions().unwrap_or(0)],
            others: Vec::new(),
            is_provisioning: false,
            doubt: None,
        }
    }

    /// How it is written.
    #[must_use]
    pub fn layout(&self) -> &'static dyn Layout {
        self.layout
    }

    /// What the file says about a position.
    #[must_use]
    pub fn account(&self, position: Position) -> Account<'_> {
        let record = self.records.get(position.index());
        let record = record.copied().unwrap_or_default();
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
        Position::first(self.records.len()).map(|position| (position, self.account(position)))
    }

    /// The handsets that the file reserves positions for.
    pub fn handsets(&self) -> impl Iterator<Item = (Position, Ipui)> {
        Position::first(self.records.len())
            .zip(&self.records)
            .filter_map(|(position, record)| Some((position, record.handset?.ipui()?)))
    }

    /// The handsets that the file takes off the base by name.
    #[must_use]
    pub fn removed(&self) -> &[Ipui] {
        &self.removed
    }

    /// Whether the base takes off every handset that the file does not name.
    #[must_use]
    pub fn removes_others(&self) -> bool {
        self.removes_others
    }

    /// How a message calls the account at a position: `SIP account 3`, or `handset 029E74A599` where there
    /// are no positions.
    #[must_use]
    pub fn account_called(&self, position: Position) -> String {
        match (self.layout.positions(), self.account(position).ipui()) {
            (None, Some(ipui)) => format!("handset {ipui}"),
            _ => format!("SIP account {position}"),
        }
    }

    /// How many positions it takes to hold all that the file speaks of.
    #[must_use]
    pub fn positions(&self) -> usize {
        self.records.len()
    }

    /// The position at which a file of a device without positions has a handset.
    #[must_use]
    pub fn position_of(&self, ipui: Ipui) -> Option<Position> {
        let mut handsets = self.handsets();
        handsets.find(|(_, there)| *there == ipui).map(|(at, _)| at)
    }

    /// Puts what a file of a device without positions says to the places that were planned for its
    /// handsets, and what was not planned behind them.
    pub fn arrange(&mut self, planned: impl Iterator<Item = (Position, Ipui)>) {
        if self.layout.positions().is_some() {
            return;
        }
        let planned: BTreeMap<Ipui, Position> = planned.map(|(at, ipui)| (ipui, at)).collect();
        let end = planned.values().map(|at| at.index() + 1).max();
        let mut records = vec![Record::default(); end.unwrap_or(0)];
        for record in std::mem::take(&mut self.records) {
            let ipui = record.handset.and_then(HandsetCode::ipui);
            match ipui.and_then(|ipui| planned.get(&ipui)) {
                Some(at) => records[at.index()] = record,
                None => records.push(record),
            }
        }
        self.records = records;
    }

    /// Why nobody can build upon the file, though it is whole: it is none of a base's, or it does not say
    /// who is where. Which of two handsets, extensions or positions the base has taken is not known, and
    /// a guess could move a handset.
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        if !self.is_provisioning && self.mac.is_none() {
            let what = self.layout.recognized_by();
            return Some(format!("it has no {what}, so it is no provisioning file"));
        }
        if let Some(doubt) = &self.doubt {
            return Some(doubt.clone());
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

    /// The value of an item that has no place of its own here. How its id is spelled makes no difference.
    #[must_use]
    pub fn other(&self, id: &str) -> Option<&str> {
        let found = self
            .others
            .binary_search_by(|(name, _)| self.layout.compare_ids(self.text(*name), id));
        found.ok().map(|index| self.text(self.others[index].1))
    }

    /// Takes an item that has no place of its own here.
    pub(super) fn keep_other(&mut self, id: &str, value: &str) -> Result<(), String> {
        let other = (self.keep(id)?, self.keep(value)?);
        self.others.push(other);
        Ok(())
    }

    /// Two files that differ only in the order of their items say the same.
    pub(super) fn order_others(&mut self) {
        let mut others = std::mem::take(&mut self.others);
        let compare = |a: &(Span, Span), b: &(Span, Span)| {
            let ids = (self.text(a.0), self.text(b.0));
            self.layout.compare_ids(ids.0, ids.1)
        };
        others.reverse();
        others.sort_by(&compare);
        others.dedup_by(|a, b| compare(a, b).is_eq());
        self.others = others;
    }

    /// Puts a text into the buffer.
    pub(super) fn keep(&mut self, text: &str) -> Result<Span, String> {
        let end = |texts: &String| {
            u32::try_from(texts.len()).map_err(|_| "the file has too much text".to_owned())
        };
        let start = end(&self.texts)?;
        self.texts.push_str(text);
        let end = end(&self.texts)?;
        Ok(Span { start, end })
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
                .all(|((id, value), (other, said))| {
                    value == said && self.layout.compare_ids(id, other).is_eq()
                })
    }

    /// What the registration window is at a time by a clock.
    #[must_use]
    pub fn window(&self, clock: Clock, now: NaiveDateTime) -> WindowState {
        let start = self.window_start.as_deref();
        let start = start.map(|text| self.layout.window_time(text, clock));
        WindowState::of(start, self.window_seconds.as_deref(), now)
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

    pub(super) fn text(&self, span: Span) -> &str {
        &self.texts[span.start as usize..span.end as usize]
    }
}

/// Where the texts stand does not matter: two files that differ only in the order of their items say
/// the same.
impl PartialEq for Published {
    fn eq(&self, other: &Self) -> bool {
        (self.mac, &self.version) == (other.mac, &other.version)
            && self.removed == other.removed
            && self.removes_others == other.removes_others
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
