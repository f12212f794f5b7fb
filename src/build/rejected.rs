//! What the rejected rows may be about.
//!
//! An error in the roster never takes a handset off a base: whatever a rejected row may be about
//! stays as its base's file has it.

use std::collections::{HashMap, HashSet};

use crate::handset::{Identity, RowRef};
use crate::published::Published;
use crate::value::{Extension, Ipui, Mac, Position};

/// The rejected rows of a run, by what could be read of them; each with the first row that says so.
#[derive(Debug, Default)]
pub(super) struct Rejected<'a> {
    bases: HashMap<Mac, RowRef>,
    handsets: HashMap<Ipui, RowRef>,
    extensions: HashMap<&'a str, RowRef>,
    /// Rows of which the base could be read, and not who it is about: they may be about any handset
    /// of the base.
    vague: HashMap<Mac, RowRef>,
    /// A row of which neither the base nor the handset could be read: it may be about any handset.
    anonymous: Option<RowRef>,
}

impl<'a> Rejected<'a> {
    pub(super) fn of(identities: &'a [Identity<'_>]) -> Self {
        let mut rejected = Self::default();
        let disputed = disputed(identities);
        for identity in identities.iter().filter(|identity| !identity.accepted) {
            let row = identity.row;
            // A handset that two rows name is the wrong one in one of them.
            let handset = identity.ipui.filter(|ipui| !disputed.contains(ipui));
            if let Some(mac) = identity.base {
                rejected.bases.entry(mac).or_insert(row);
            }
            if let Some(ipui) = identity.ipui {
                rejected.handsets.entry(ipui).or_insert(row);
            }
            if let Some(extension) = &identity.extension {
                rejected.extensions.entry(extension.as_str()).or_insert(row);
            }
            match identity.base {
                None if handset.is_none() => {
                    rejected.anonymous = rejected.anonymous.or(Some(row));
                }
                Some(mac) if handset.is_none() || identity.extension.is_none() => {
                    rejected.vague.entry(mac).or_insert(row);
                }
                _ => {}
            }
        }
        rejected
    }

    /// The first rejected row that names this base.
    pub(super) fn of_base(&self, mac: Mac) -> Option<RowRef> {
        self.bases.get(&mac).copied()
    }

    /// A row that may be about any handset of this base.
    pub(super) fn about_any_of(&self, mac: Mac) -> Option<RowRef> {
        self.anonymous.or(self.vague.get(&mac).copied())
    }

    /// The positions of a base's file that a rejected row may be about, each with the row: those of
    /// its handset, and those of its extension unless an accepted row for the base accounts for it.
    pub(super) fn touched(
        &self,
        now: &Published,
        accepted: &[&Identity<'_>],
    ) -> Vec<(Position, RowRef)> {
        if self.handsets.is_empty() && self.extensions.is_empty() {
            return Vec::new();
        }
        let accounted: HashSet<&str> = accepted
            .iter()
            .filter_map(|row| row.extension.as_ref().map(Extension::as_str))
            .collect();
        now.accounts()
            .filter_map(|(position, account)| {
                let by_handset = account.ipui().and_then(|ipui| self.handsets.get(&ipui));
                let by_extension = || {
                    let extension = account
                        .extension()
                        .filter(|extension| !accounted.contains(extension));
                    extension.and_then(|extension| self.extensions.get(extension))
                };
                by_handset.or_else(by_extension).map(|row| (position, *row))
            })
            .collect()
    }
}

/// The handsets that more than one row names.
fn disputed(identities: &[Identity<'_>]) -> HashSet<Ipui> {
    let mut seen = HashSet::new();
    let rejected = identities.iter().filter(|identity| !identity.accepted);
    rejected
        .filter_map(|identity| identity.ipui)
        .filter(|ipui| !seen.insert(*ipui))
        .collect()
}
