//! A file of the family -> a template that writes the same for the same people.
//!
//! The text stays as it is, but for the handsets, the window and the PINs, whose places take the blocks of
//! the built-in template. What all handsets have alike goes into their block.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

use quick_xml::escape::escape;

use super::id::{self, Id, Oper};
use super::{FRAME, N870, TEMPLATE};
use crate::device::from::text::{literal, must_not_have, string, whole_lines};
use crate::device::from::{FromError, Made};
use crate::device::page::{Page, Slot, Vacated, Window};
use crate::device::published::Published;
use crate::device::template::Template;
use crate::device::xml::{self, Step, Tag, walk};
use crate::device::{reader, render, shown_id};
use crate::settings::Limits;
use crate::value::{Hidden, Ipui};

/// Files of the family have no MAC address, and none has this.
const NO_MAC: &str = "\0";

/// The blocks of the built-in template, by how they begin and what comes behind them.
const VACATED: (&str, &str) = ("{# Before everything", "{# The SIP provider");
const WINDOW: (&str, &str) = ("{# When the base", "{# An account");
const HANDSETS: (&str, &str) = ("{# An account", "  </nvm>");
const PIN: (&str, &str) = ("{% if pin_digits", "    <param name=\"SipAccount");

pub(super) fn template_of(bytes: &[u8]) -> Result<Made, FromError> {
    let wrong = |error: &dyn std::fmt::Display| FromError(error.to_string());
    let says = reader::read(&N870, bytes).map_err(|error| wrong(&error))?;
    if let Some(why) = says.doubt() {
        return Err(FromError(why));
    }
    let text = xml::decoded(bytes, bytes).map_err(|error| wrong(&error))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let file = File::of(text).map_err(|error| wrong(&error))?;
    let begin = file
        .begin
        .ok_or_else(|| FromError("it has no element called nvm".into()))?;
    let (extras, mut left_out) = file.extras(&says);
    let handsets = format!("{}{}", block(WINDOW), handsets(&extras));
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    edits.push((begin..begin, format!("\n{}", block(VACATED))));
    let taken = file.taken.iter().map(|it| whole_lines(text, it.clone()));
    edits.extend(taken.map(|lines| (lines, String::new())));
    let end = whole_lines(text, file.last..file.last).end;
    edits.push((end..end, handsets));
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let (mut source, mut kept) = (String::new(), String::new());
    let mut copied = 0;
    for (range, replacement) in edits {
        if range.start >= copied {
            literal(&text[copied..range.start], NO_MAC, &mut source);
            kept.push_str(&text[copied..range.start]);
        }
        source.push_str(&replacement);
        let lines = text[copied.min(range.end)..range.end].matches('\n').count();
        kept.push_str(&"\n".repeat(lines));
        copied = copied.max(range.end);
    }
    literal(&text[copied..], NO_MAC, &mut source);
    kept.push_str(&text[copied..]);
    let passwords = says.accounts().filter_map(|(_, account)| {
        let password = account.password.map(Hidden::expose)?;
        Some((format!("handset {}", account.ipui()?), password))
    });
    let values: Vec<String> = extras.into_values().collect();
    must_not_have(&kept, &values, passwords).map_err(FromError)?;
    left_out.extend(compare(&source, &says, &left_out)?);
    Ok(Made { source, left_out })
}

/// A block of the built-in template.
fn block((begin, end): (&str, &str)) -> &'static str {
    let from = TEMPLATE.find(begin).unwrap_or(0);
    let to = TEMPLATE[from..].find(end).unwrap_or(0);
    &TEMPLATE[from..from + to]
}

/// The block of the handsets, with what all of them have besides their accounts.
fn handsets(extras: &BTreeMap<String, String>) -> String {
    let block = block(HANDSETS);
    let mut lines = String::new();
    for (name, value) in extras {
        let (array, item) = name.split_once("..").unwrap_or((name, ""));
        let mut written = String::new();
        literal(&escape(value), NO_MAC, &mut written);
        let _ = writeln!(
            lines,
            "    <param name=\"{array}.{{{{ id }}}}.{item}\" value=\"{written}\"/>"
        );
    }
    let pin = extras
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("hs..DECT_AC"));
    let Some((_, pin)) = pin else {
        return block.replace("{% endfor %}\n", &format!("{lines}{{% endfor %}}\n"));
    };
    // The PIN of the file, unless the run has one.
    let lines: String = lines
        .lines()
        .filter(|line| !line.contains("DECT_AC"))
        .fold(String::new(), |lines, line| lines + line + "\n");
    let with_default = format!(
        "    <param name=\"hs.{{{{ id }}}}.DECT_AC\" value=\"{{{{ pin_digits | default({}) }}}}\"/>\n",
        string(pin)
    );
    block
        .replace(self::block(PIN), &with_default)
        .replace("{% endfor %}\n", &format!("{lines}{{% endfor %}}\n"))
}

/// What is where in a file.
#[derive(Default)]
struct File {
    /// Behind the tag of the element that has all others in it.
    begin: Option<usize>,
    /// Where the last element of a handset ends, or else all others do.
    last: usize,
    /// What the blocks take the place of.
    taken: Vec<Range<usize>>,
    /// What else belongs to a handset: `hs` and the item, or `SipAccount` and the item, and the value.
    extras: BTreeMap<(String, String), BTreeMap<Ipui, String>>,
}

impl File {
    fn of(text: &str) -> Result<Self, xml::ReadError> {
        let mut file = Self::default();
        let mut comment: Option<Range<usize>> = None;
        // Where an element in the frame begins, how deep it is open, and whether it is taken.
        let mut open: Option<(usize, usize, bool)> = None;
        let mut end = text.len();
        walk(text, |step, range| {
            match (step, &mut open) {
                (Step::Begin(_), Some((_, depth, _))) => *depth += 1,
                (Step::Begin(tag), None) if FRAME.iter().any(|frame| tag.is(frame)) => {
                    file.begin = Some(range.end);
                }
                (Step::Begin(tag), None) => {
                    let is_taken = file.takes(tag);
                    // A comment on a handset may have its user's name.
                    let start = comment
                        .take()
                        .filter(|it| is_taken && text[it.end..range.start].trim().is_empty())
                        .map_or(range.start, |it| it.start);
                    open = Some((start, 1, is_taken));
                }
                (Step::End, Some((_, depth @ 2.., _))) => *depth -= 1,
                (Step::End, Some((start, _, is_taken))) => {
                    if *is_taken {
                        file.taken.push(*start..range.end);
                        file.last = range.end;
                    }
                    open = None;
                }
                (Step::End, None) => end = end.min(range.start),
                (Step::Comment, None) => comment = Some(range),
                _ => {}
            }
            Ok(())
        })?;
        if file.taken.is_empty() {
            file.last = end;
        }
        Ok(file)
    }

    /// Whether the blocks write an element; what else belongs to a handset is noted.
    fn takes(&mut self, tag: &Tag<'_>) -> bool {
        let called = tag.called.as_deref().unwrap_or_default().trim();
        let value = tag.value.as_deref().unwrap_or_default();
        if tag.is("oper") {
            return matches!(Oper::of(called, value), Oper::Add(Some(_)) | Oper::Window);
        }
        let (array, ipui) = match Id::parse(called) {
            Id::Account(_, Some(_)) => return true,
            Id::Standing(_) if id::standing(value).is_some() => return true,
            Id::Account(ipui, None) => ("SipAccount", ipui),
            Id::Standing(ipui) | Id::Handset(ipui) => ("hs", ipui),
            Id::Numbered | Id::Part | Id::Other => return false,
        };
        let item = called.splitn(3, '.').nth(2).unwrap_or_default();
        let of_item = self.extras.entry((array.into(), item.into())).or_default();
        of_item.insert(ipui, value.to_owned());
        true
    }

    /// What all handsets have alike, by `array..item`, and the names of what only some have.
    fn extras(&self, says: &Published) -> (BTreeMap<String, String>, Vec<String>) {
        let all: BTreeSet<Ipui> = says.handsets().map(|(_, ipui)| ipui).collect();
        let (mut same, mut left_out) = (BTreeMap::new(), Vec::new());
        for ((array, item), values) in &self.extras {
            let distinct: BTreeSet<&String> = values.values().collect();
            match distinct.first() {
                Some(value) if distinct.len() == 1 && values.keys().eq(all.iter()) => {
                    same.insert(format!("{array}..{item}"), (*value).clone());
                }
                _ => left_out.push(format!(
                    "{} is not the same for all handsets",
                    shown_id(&format!("{array}.%.{item}"))
                )),
            }
        }
        (same, left_out)
    }
}

/// Renders the template for the accounts of the file, and names what the file says otherwise.
fn compare(source: &str, says: &Published, named: &[String]) -> Result<Vec<String>, FromError> {
    let otherwise = |error: &dyn std::fmt::Display| {
        FromError(format!(
            "a template would not say what the file says: {error}"
        ))
    };
    let template = Template::compile("template", source, Limits::default())
        .map_err(|error| otherwise(&error))?;
    let slots: Vec<Slot<'_>> = says
        .accounts()
        .map(|(at, account)| {
            let mut slot = Slot::kept(account, at);
            slot.voicemail = slot.voicemail.filter(|_| account.uses_voicemail());
            slot
        })
        .collect();
    let page = Page {
        layout: &N870,
        name: None,
        // The file does not say which, and no template can depend on it here.
        mac: "7C2F80000000".parse().map_err(|error| otherwise(&error))?,
        vacated: says
            .removed()
            .iter()
            .copied()
            .map(Vacated::Handset)
            .collect(),
        slots,
        version: String::new(),
        profile_name: None,
        in_place: Vec::new(),
        window: Some(Window {
            start: says.window_start.clone(),
            seconds: says.window_seconds.clone(),
        })
        .filter(|window| window.start.is_some() || window.seconds.is_some()),
    };
    let written = render::without_roster(&template, &page).map_err(|error| otherwise(&error))?;
    let is_named = |id: &str| {
        let item = id.splitn(3, '.').nth(2).unwrap_or_default();
        id::is_of_handset(id)
            && named
                .iter()
                .any(|what| what.contains(&format!(".%.{item} ")))
    };
    let items = says
        .other_ids()
        .filter(|id| says.other(id) != written.other(id) && !is_named(id))
        .map(|id| format!("{} is not as it was", shown_id(id)));
    let accounts = says
        .accounts()
        .filter(|(at, account)| !account.says_the_same_as(written.account(*at)))
        .filter_map(|(_, account)| Some(format!("handset {} is not as it was", account.ipui()?)));
    Ok(items.chain(accounts).collect())
}
