//! The N870 family: N610, N670, N770 and N870. IPUI -> account; there are no positions.
//!
//! A handset is known by its IPUI alone, ten digits in small letters. One that is gone is named as such, for
//! what is only left out of the file stays registered.

mod from;
mod glance;
mod id;
mod reader;

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::fragments::{Kind, Meaning, Owner};
use super::from::{FromError, Made};
use super::layout::{Layout, Reader, Said};
use super::published::Published;
use super::xml::{Step, Tag, has_element, walk};
use crate::settings::Clock;
use crate::value::{Ipui, Mac, WindowStart};
use id::{Id, Oper};

/// Its template.
pub(super) const TEMPLATE: &str = include_str!("../../templates/n870.xml");

/// The elements around all others.
const FRAME: [&str; 2] = ["provisioning", "nvm"];

/// The files of the family.
#[derive(Debug)]
pub struct N870;

impl Layout for N870 {
    /// In small letters, as the base asks for it.
    fn file_name(&self, mac: Mac) -> String {
        format!("{}.xml", mac.to_string().to_ascii_lowercase())
    }

    fn positions(&self) -> Option<usize> {
        None
    }

    fn recognizes(&self, head: &[u8]) -> bool {
        has_element(head, FRAME[0])
    }

    fn recognized_by(&self) -> &'static str {
        "element called provisioning"
    }

    fn frame(&self) -> &'static [&'static str] {
        &FRAME
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(reader::Entries::default())
    }

    fn glance(&self, bytes: &[u8]) -> Published {
        glance::glance(bytes)
    }

    fn meaning(&self, tag: &Tag<'_>) -> Meaning {
        let called = tag.called.as_deref().unwrap_or_default();
        let value = tag.value.as_deref().unwrap_or_default();
        if tag.is("param") {
            let (kind, owner) = match Id::parse(called) {
                Id::Account(ipui, Some(_)) => (Kind::Known, Owner::Account(ipui)),
                Id::Account(ipui, None) => (Kind::Item, Owner::Account(ipui)),
                Id::Standing(ipui) if id::standing(value).is_some() => {
                    (Kind::Known, Owner::Handset(ipui))
                }
                Id::Standing(ipui) | Id::Handset(ipui) => (Kind::Item, Owner::Handset(ipui)),
                Id::Part => (Kind::Part, Owner::Base),
                Id::Numbered | Id::Other => (Kind::Item, Owner::Base),
            };
            let name = called.into();
            return Meaning { name, kind, owner };
        }
        if !tag.is("oper") {
            let name = tag.name().into();
            let (kind, owner) = (Kind::Element, Owner::Base);
            return Meaning { name, kind, owner };
        }
        let (kind, owner) = match Oper::of(called, value) {
            Oper::Add(Some(ipui)) => (Kind::Known, Owner::Handset(ipui)),
            Oper::Window => (Kind::Either, Owner::Base),
            // It lets any handset in.
            Oper::Add(None) => (Kind::Tangled, Owner::Base),
            Oper::RemoveOthers | Oper::Other => (Kind::Element, Owner::Base),
        };
        let name = if value.is_empty() {
            called.into()
        } else {
            format!("{called}:{value}").into()
        };
        Meaning { name, kind, owner }
    }

    fn key(&self, id: &str) -> String {
        id.trim().to_ascii_lowercase()
    }

    fn compare_ids(&self, a: &str, b: &str) -> Ordering {
        let [a, b] = [a, b].map(|id| id.trim().bytes().map(|byte| byte.to_ascii_lowercase()));
        a.cmp(b)
    }

    fn complete(&self, _: &mut BTreeSet<String>) {}

    fn is_pin(&self, key: &str) -> bool {
        id::is_pin(key)
    }

    fn is_of_handset(&self, id: &str) -> bool {
        id::is_of_handset(id)
    }

    fn handset_of(&self, id: &str) -> Option<Ipui> {
        match Id::parse(id) {
            Id::Account(ipui, _) | Id::Standing(ipui) | Id::Handset(ipui) => Some(ipui),
            Id::Numbered | Id::Part | Id::Other => None,
        }
    }

    fn setting_of(&self, id: &str) -> Option<&'static str> {
        id::setting_of(id)
    }

    /// Behind the handsets that are to go, which come before everything else.
    fn point(&self, text: &str) -> usize {
        let (mut in_last, mut found) = (false, None);
        // A text that is no XML is refused in any case.
        let _ = walk(text, |step, range| {
            match step {
                Step::Begin(tag) => {
                    if FRAME.iter().any(|frame| tag.is(frame)) {
                        found = Some(range.end);
                        return Ok(());
                    }
                    let called = tag.called.as_deref().unwrap_or_default();
                    let value = tag.value.as_deref().unwrap_or_default();
                    in_last = tag.is("param")
                        && matches!(Id::parse(called), Id::Standing(_))
                        && id::standing(value) == Some(false);
                    if !in_last {
                        return Err(String::new());
                    }
                }
                Step::End if std::mem::take(&mut in_last) => found = Some(range.end),
                Step::End => return Err(String::new()),
                _ => {}
            }
            Ok(())
        });
        found.unwrap_or(text.len())
    }

    fn names_its_base(&self) -> bool {
        false
    }

    fn item(&self, said: Said) -> &'static str {
        match said {
            Said::Active | Said::Handset | Said::Somebody => "add_hs",
            Said::Extension => "UserName",
            Said::Login => "AuthName",
            Said::Password => "AuthPassword",
            Said::DisplayName => "DisplayName",
            Said::Provider => "ProviderId",
            Said::AccountName => "the account name",
            Said::Voicemail => "VoiceMailMailbox",
        }
    }

    fn unquoted<'v>(&self, value: &'v str) -> &'v str {
        value
    }

    fn template_of(&self, bytes: &[u8]) -> Result<Made, FromError> {
        from::template_of(bytes)
    }

    /// Seconds since 1970, so the clock of the base does not matter.
    fn window_start(&self, start: WindowStart, clock: Clock) -> String {
        clock.seconds_at(start.time()).to_string()
    }

    fn window_time(&self, text: &str, clock: Clock) -> Option<NaiveDateTime> {
        clock.time_at(text.trim().parse().ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_is_behind_the_handsets_that_go() {
        let gone = "<param name='hs.029e74a599.RegStatus' value='ToDeReg'/>";
        for (before, after) in [
            (
                "<provisioning><nvm>",
                "<param name='a' value='1'/></nvm></provisioning>",
            ),
            ("<provisioning>\n<nvm>", "\n</nvm></provisioning>"),
            (
                &format!("<provisioning><nvm>{gone}\n{gone}"),
                "<oper name='add_hs' value='029e74a599'/></nvm></provisioning>",
            ),
            (
                &format!("<provisioning><nvm>{gone}"),
                "</nvm></provisioning>",
            ),
            ("no XML at all", ""),
        ] {
            assert_eq!(
                N870.point(&format!("{before}{after}")),
                before.len(),
                "{before}"
            );
        }
    }
}
