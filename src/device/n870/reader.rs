//! The elements of a file -> its handsets and their accounts, by IPUI.

use std::collections::{BTreeSet, HashMap};

use super::FRAME;
use super::id::{self, AccountItem, Id, Oper};
use crate::device::layout::Reader;
use crate::device::published::{HandsetCode, Published, Record, TextItem};
use crate::device::xml::{Tag, shown_id};
use crate::value::Ipui;

/// How many handsets a file may have: more than the largest base takes. Where more are named, what belongs
/// to whom would take long to find.
const MOST_HANDSETS: usize = 1000;

/// Reads the files of the family.
#[derive(Default)]
pub(super) struct Entries {
    /// Where each handset stands in the order of the file.
    places: HashMap<Ipui, usize>,
    removed: BTreeSet<Ipui>,
    /// The orders that are open; other elements are none.
    open: Vec<Option<Oper>>,
}

impl Reader for Entries {
    fn begin(&mut self, tag: &Tag<'_>, says: &mut Published) -> Result<(), String> {
        let called = tag.called.as_deref().unwrap_or_default();
        let value = tag.value.as_deref().unwrap_or_default();
        let inside = self.open.iter().rev().find_map(|open| *open);
        let order = tag.is("oper").then(|| Oper::of(called, value));
        self.open.push(order);
        says.is_provisioning |= self.open.len() == 1 && tag.is(FRAME[0]);
        match order {
            Some(Oper::Add(Some(ipui))) => {
                self.record(ipui, says);
                Ok(())
            }
            Some(Oper::Add(None)) => {
                doubt(says, "add_hs");
                Ok(())
            }
            Some(Oper::Window) => Ok(()),
            Some(Oper::RemoveOthers) => {
                says.removes_others = true;
                Ok(())
            }
            Some(Oper::Other) => says.keep_other(called, value),
            None if tag.is("param") => self
                .parameter(inside, called, value, says)
                .map_err(|what| format!("{}: {what}", shown_id(called))),
            None => match tag.value.as_deref() {
                Some(value) => says.keep_other(tag.name(), value),
                None => Ok(()),
            },
        }
    }

    fn end(&mut self, _: &mut Published) -> Result<(), String> {
        self.open.pop();
        Ok(())
    }

    fn finish(&mut self, says: &mut Published) {
        if let Some(ipui) = self
            .removed
            .iter()
            .find(|ipui| self.places.contains_key(*ipui))
        {
            let what = format!("it says of handset {ipui} both that it is to go and to stay");
            says.doubt.get_or_insert(what);
        }
        if self.places.len() > MOST_HANDSETS {
            let what = format!("it has more than {MOST_HANDSETS} handsets");
            says.doubt.get_or_insert(what);
        }
        says.removed = self.removed.iter().copied().collect();
    }
}

impl Entries {
    fn parameter(
        &mut self,
        inside: Option<Oper>,
        name: &str,
        value: &str,
        says: &mut Published,
    ) -> Result<(), String> {
        let id = Id::parse(name);
        let is = |part: &str| name.trim().eq_ignore_ascii_case(part);
        match (inside, id) {
            (Some(Oper::Window), Id::Part) if is("RegStart") => {
                says.window_start = Some(value.to_owned());
            }
            (Some(Oper::Window), Id::Part) if is("RegDuration") => {
                says.window_seconds = Some(value.to_owned());
            }
            (Some(Oper::Add(ipui)), Id::Part) => {
                if let (Some(ipui), Some(false)) = (ipui, id::standing(value)) {
                    self.removed.insert(ipui);
                }
            }
            (None, Id::Account(ipui, Some(item))) => {
                return self.account(ipui, item, value, says);
            }
            (None, Id::Standing(ipui)) => match id::standing(value) {
                Some(true) => {
                    self.record(ipui, says);
                }
                Some(false) => {
                    self.removed.insert(ipui);
                }
                None => return says.keep_other(name, value),
            },
            (None, Id::Numbered) => {
                doubt(says, name);
                return says.keep_other(name, value);
            }
            _ => return says.keep_other(name, value),
        }
        Ok(())
    }

    fn account(
        &mut self,
        ipui: Ipui,
        item: AccountItem,
        value: &str,
        says: &mut Published,
    ) -> Result<(), String> {
        let text = match item {
            AccountItem::Login => TextItem::Login,
            AccountItem::Password => TextItem::Password,
            AccountItem::Extension => TextItem::UserId,
            AccountItem::DisplayName => TextItem::DisplayName,
            AccountItem::Voicemail => TextItem::Voicemail,
            AccountItem::Provider => {
                let number = value.trim().parse();
                let number = number.map_err(|_| "its value is not a number".to_owned())?;
                self.record(ipui, says).provider = Some(number);
                return Ok(());
            }
            AccountItem::VoicemailEnabled => {
                let enabled = match value.trim() {
                    "0" => false,
                    "1" => true,
                    _ => return Err("its value is neither 0 nor 1".into()),
                };
                self.record(ipui, says).voicemail_enabled = Some(enabled);
                return Ok(());
            }
        };
        let span = says.keep(value)?;
        let record = self.record(ipui, says);
        let before = record.texts[text as usize].replace(span);
        if text == TextItem::UserId
            && before.is_some_and(|before| says.text(before) != says.text(span))
        {
            let what = format!("it gives handset {ipui} two different extensions");
            says.doubt.get_or_insert(what);
        }
        Ok(())
    }

    /// What the file says about a handset, which is on the base from now on.
    fn record<'s>(&mut self, ipui: Ipui, says: &'s mut Published) -> &'s mut Record {
        let place = *self.places.entry(ipui).or_insert_with(|| {
            says.records.push(Record {
                active: Some(true),
                handset: Some(HandsetCode::Reserved(ipui)),
                ..Record::default()
            });
            says.records.len() - 1
        });
        &mut says.records[place]
    }
}

/// Notes an entry that is not known by an IPUI: any handset may register with it, and who is there
/// nobody knows.
fn doubt(says: &mut Published, name: &str) {
    let shown = shown_id(name);
    says.doubt.get_or_insert_with(|| {
        format!("{shown} names a handset by a number or a wildcard and not by its IPUI")
    });
}
