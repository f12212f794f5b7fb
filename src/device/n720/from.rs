//! A provisioning file -> a template that writes the same for the same people.
//!
//! The text stays as it is, except for what differs from base to base or from person to person. The
//! result is rendered for the accounts of the file and compared with it before anybody gets it.

mod accounts;
mod elements;
mod variables;
mod writer;

use std::ops::Range;

use super::{N720, PositionId};
use crate::device;
use crate::device::from::text::{literal, must_not_have, whole_lines};
use crate::device::from::{FromError, Made};
use crate::device::page::{Page, Slot, Vacated, Window};
use crate::device::published::{Published, Standing};
use crate::device::render;
use crate::device::template::Template;
use crate::device::xml::{self, ReadError};
use crate::settings::Limits;
use crate::value::{Hidden, Position};
use accounts::Accounts;
use elements::{Element, ElementKind, elements};
use variables::Variable;
use writer::Writer;

/// Makes a template of a provisioning file.
///
/// # Errors
/// When the file cannot be understood, repeats the password of an account where no account is, or has
/// something that a template cannot say.
pub(super) fn template_of(bytes: &[u8]) -> Result<Made, FromError> {
    let says = device::reader::read(&N720, bytes).map_err(|error| FromError(error.to_string()))?;
    if let Some(why) = says.doubt() {
        return Err(FromError(why));
    }
    let mac = says
        .mac
        .ok_or_else(|| FromError("it has no MAC_ADDRESS, so no base would take it".into()))?;
    let unreadable = |error: ReadError| FromError(error.to_string());
    let text = xml::decoded(bytes, bytes).map_err(unreadable)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let elements = elements(text).map_err(unreadable)?;
    let mac = mac.to_string();
    let accounts = Accounts::of(&says, text, &elements, &mac);
    let (edits, kept_values) = edits(text, &elements, &accounts, &mac)?;
    let mut source = String::with_capacity(text.len());
    let mut kept = String::with_capacity(text.len());
    let mut copied = 0;
    for (range, replacement) in edits {
        literal(&text[copied..range.start], &mac, &mut source);
        source.push_str(&replacement);
        // The lines keep their numbers.
        kept.push_str(&text[copied..range.start]);
        kept.extend(
            text[range.clone()]
                .chars()
                .map(|c| if c == '\n' { c } else { ' ' }),
        );
        copied = range.end;
    }
    literal(&text[copied..], &mac, &mut source);
    kept.push_str(&text[copied..]);
    let passwords = says
        .accounts()
        .filter_map(|(at, account)| Some((at, account.password.map(Hidden::expose)?)))
        .map(|(at, password)| (format!("SIP account {at}"), password));
    must_not_have(&kept, &kept_values, passwords).map_err(FromError)?;
    let mut left_out = accounts.left_out.clone();
    left_out.extend(compare(&source, &says, &accounts)?);
    Ok(Made { source, left_out })
}

/// What is replaced, and by what.
type Edit = (Range<usize>, String);

/// What to replace in the text, in its order, and the values of the file that the loops keep.
fn edits(
    text: &str,
    elements: &[Element],
    accounts: &Accounts<'_>,
    mac: &str,
) -> Result<(Vec<Edit>, Vec<String>), FromError> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut kept = Vec::new();
    let mut missing = Variable::ALL.to_vec();
    for (number, element) in elements.iter().enumerate() {
        let raw = &text[element.range.clone()];
        let whole = whole_lines(text, element.range.clone());
        match &element.kind {
            _ if accounts.takes(number) => edits.push((whole, String::new())),
            ElementKind::Mac if !raw.contains(mac) => {
                let element_of_mac = "<MAC_ADDRESS value=\"{{ base.mac }}\"/>";
                edits.push((element.range.clone(), element_of_mac.into()));
            }
            ElementKind::Version => {
                let version = "<VERSION value=\"{{ version }}\"/>";
                edits.push((element.range.clone(), version.into()));
            }
            ElementKind::Item { id, value } => match Variable::of(id) {
                Some(variable) => {
                    missing.retain(|other| *other != variable);
                    let indent = &text[whole.start..element.range.start];
                    let lines = variable.lines(id, Some(value), indent);
                    edits.push((whole, lines));
                }
                None => kept.push(value.clone()),
            },
            _ => {}
        }
    }
    let end = end_of_accounts(text, elements, accounts)?;
    let mut block = String::new();
    if !text[..end].ends_with('\n') {
        block.push('\n');
    }
    for variable in missing {
        block.push_str(&variable.lines(variable.id(), None, accounts.indent));
    }
    let writer = Writer {
        accounts,
        out: &mut block,
        mac,
        kept: &mut kept,
    };
    writer.write();
    edits.push((end..end, block));
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    Ok((edits, kept))
}

/// Where the loops go: behind the last account, or the last item of a file without accounts.
fn end_of_accounts(
    text: &str,
    elements: &[Element],
    accounts: &Accounts<'_>,
) -> Result<usize, FromError> {
    let mut numbered = elements.iter().enumerate();
    let account = numbered.rfind(|(number, _)| accounts.takes(*number));
    let is_item = |element: &&Element| matches!(element.kind, ElementKind::Item { .. });
    let last = account
        .map(|(_, element)| element)
        .or_else(|| elements.iter().rfind(is_item))
        .ok_or_else(|| FromError("it has no SYMB_ITEM".into()))?;
    Ok(whole_lines(text, last.range.clone()).end)
}

/// Renders the template for the accounts of the file, and names what the file says otherwise.
fn compare(
    source: &str,
    says: &Published,
    accounts: &Accounts<'_>,
) -> Result<Vec<String>, FromError> {
    let otherwise = |error: &dyn std::fmt::Display| {
        FromError(format!(
            "a template would not say what the file says: {error}"
        ))
    };
    let template = Template::compile("template", source, Limits::default())
        .map_err(|error| otherwise(&error))?;
    let slot = |at: &Position| {
        let account = says.account(*at);
        let mut slot = Slot::kept(account, *at);
        slot.voicemail = slot.voicemail.filter(|_| account.uses_voicemail());
        slot
    };
    let page = Page {
        layout: &N720,
        name: None,
        mac: says
            .mac
            .ok_or_else(|| FromError("it has no MAC_ADDRESS".into()))?,
        slots: accounts.held.iter().map(slot).collect(),
        vacated: accounts
            .vacated
            .iter()
            .copied()
            .map(Vacated::Position)
            .collect(),
        version: says.version.clone().unwrap_or_default(),
        profile_name: None,
        in_place: Vec::new(),
        window: Some(Window {
            start: says.window_start.clone(),
            seconds: says.window_seconds.clone(),
        }),
    };
    let written = render::without_roster(&template, &page).map_err(|error| otherwise(&error))?;
    // An account that is left out is named already.
    let is_left_out = |id: &str| {
        PositionId::parse(id)
            .and_then(|id| id.position)
            .is_some_and(|at| {
                let held = says.account(at).standing() == Standing::Held;
                held && !accounts.held.contains(&at)
            })
    };
    // The loops write each index as a decimal number.
    let as_written = |id: &str| {
        let parts = PositionId::parse(id)?;
        let index = parts.position?.index();
        Some(format!("{}{index}{}", parts.array, parts.after))
    };
    let stays = |id: &str| says.other(id) == written.other(as_written(id).as_deref().unwrap_or(id));
    let items = says
        .other_ids()
        .filter(|id| !stays(id) && !is_left_out(id))
        .map(|id| format!("{} is not as it was", device::shown_id(id)));
    let compared = accounts
        .held
        .iter()
        .chain(&accounts.vacated)
        .chain(&accounts.free);
    let positions = compared
        .filter(|at| !says.account(**at).says_the_same_as(written.account(**at)))
        .map(|at| format!("SIP account {at} is not as it was"));
    Ok(items.chain(positions).collect())
}
