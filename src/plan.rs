//! What a run does to each base, as data: made before anything is written, printed by `plan`,
//! carried out by `build`.

use serde::{Serialize, Serializer};

use crate::field::Field;
use crate::published::{Account, Published, Standing};
use crate::value::{Ipui, Mac, Position};

/// What becomes of a base's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The file is written, or would be.
    Written,
    /// The file in place says the same already.
    Unchanged,
    /// The file in place stays because of an error.
    Held,
    /// No row names the base, so its file was left alone.
    Untouched,
}

/// What a run does to one base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePlan {
    /// The base.
    pub mac: Mac,
    /// What becomes of its file.
    pub status: Status,
    /// How many positions have an active account afterwards, 0 to 100.
    pub used: usize,
    /// What changes, by position. A held base's changes are none.
    pub changes: Vec<Change>,
    /// How many handsets the base's file held and would hold no longer at their position.
    pub deregistrations: usize,
}

/// What happens at one position of a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// Where.
    pub position: Position,
    /// The extension that the position has afterwards; before, where it is removed.
    pub extension: Box<str>,
    /// The handset that the position has afterwards.
    pub ipui: Option<Ipui>,
    /// The handset that it had, where that was another.
    pub previous_ipui: Option<Ipui>,
    /// Which fields change; a password only by name.
    pub fields: Fields,
}

/// What a change means at the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// A new account, with or without a handset.
    Add,
    /// Other values around the same handset: nothing to register.
    Update,
    /// Another handset at the account's position: the old one is de-registered.
    Replace,
    /// The account is switched off and its handset de-registered.
    Remove,
    /// A handset comes from another position: it must be registered by hand.
    Move,
}

/// A set of fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fields(u16);

impl Fields {
    /// Adds a field.
    pub fn insert(&mut self, field: Field) {
        self.0 |= 1 << field as u16;
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The fields, in the order of [`Field::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL
            .into_iter()
            .filter(move |field| self.0 & 1 << *field as u16 != 0)
    }
}

impl FromIterator<Field> for Fields {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        let mut set = Self::default();
        fields.into_iter().for_each(|field| set.insert(field));
        set
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Field::name))
    }
}

/// How many positions of a file have an active account.
#[must_use]
pub fn used(says: &Published) -> usize {
    says.accounts()
        .filter(|(_, account)| account.active == Some(true))
        .count()
}

/// How many handsets a base would no longer have at the position where it has them: removed,
/// replaced or moved away.
#[must_use]
pub fn deregistrations(before: &Published, after: &Published) -> usize {
    before
        .handsets()
        .filter(|(position, ipui)| after.account(*position).ipui() != Some(*ipui))
        .count()
}

/// What changes from one file of a base to the next, by position.
#[must_use]
pub fn changes(before: &Published, after: &Published) -> Vec<Change> {
    let moved = |ipui: Ipui| before.handsets().any(|(_, known)| known == ipui);
    before
        .accounts()
        .zip(after.accounts())
        .filter_map(|((position, old), (_, new))| {
            let fields = changed_fields(old, new);
            let kind = match (
                old.standing() == Standing::Held,
                new.standing() == Standing::Held,
            ) {
                _ if old.ipui() != new.ipui() && new.ipui().is_some_and(moved) => ChangeKind::Move,
                (false, true) => ChangeKind::Add,
                (true, false) => ChangeKind::Remove,
                (true, true) if old.ipui().is_some() && old.ipui() != new.ipui() => {
                    ChangeKind::Replace
                }
                (true, true) if !fields.is_empty() => ChangeKind::Update,
                _ => return None,
            };
            Some(Change {
                kind,
                position,
                extension: new
                    .extension()
                    .or(old.extension())
                    .unwrap_or_default()
                    .into(),
                ipui: new.ipui(),
                previous_ipui: old.ipui().filter(|ipui| Some(*ipui) != new.ipui()),
                fields,
            })
        })
        .collect()
}

fn changed_fields(old: &Account, new: &Account) -> Fields {
    let pairs = [
        (Field::Extension, old.user_id != new.user_id),
        (Field::Password, old.password != new.password),
        (Field::DisplayName, old.display_name != new.display_name),
        (Field::Ipui, old.ipui() != new.ipui()),
        (Field::Login, old.login != new.login),
        (
            Field::Voicemail,
            old.voicemail != new.voicemail || old.voicemail_enabled != new.voicemail_enabled,
        ),
        (Field::Provider, old.provider != new.provider),
        (Field::AccountName, old.account_name != new.account_name),
    ];
    pairs
        .into_iter()
        .filter(|(_, changed)| *changed)
        .map(|(field, _)| field)
        .collect()
}
